using System.Diagnostics;
using System.Threading.Channels;
using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Metrics;

namespace Streaming.Pipeline.Commit;

/// <summary>
/// The commit protocol of a stage, over all partitions the process owns: one PostgreSQL transaction appends the lineage,
/// then one Kafka transaction emits what it recorded, together with the offsets. While a commit is under way the next
/// batches gather, so that commits grow with the load. Nothing is appended before it is confirmed that it was read from the topics that
/// the session began with. Any failure ends the session; recovery re-emits from lineage.
/// </summary>
sealed class StageCommitter(ILineageAppender lineage, IEmitter emitter, Func<Task> confirm, StageMetrics metrics) : IDisposable
{
    /// <summary>How long a commit under way may still take when the session ends.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    readonly Channel<(CommitUnit Unit, Task Confirmed)> _units = Channel.CreateUnbounded<(CommitUnit, Task)>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    readonly SemaphoreSlim _emitting = new(1, 1);

    public IEmitter Emitter => emitter;

    public void Submit(CommitUnit unit) => _units.Writer.TryWrite((unit, confirm()));

    /// <summary>Commits until stopped; what is under way then is finished.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var abandon = new CancellationTokenSource();
        await using var ending = stop.Register(() => abandon.CancelAfter(Grace));
        try
        {
            var units = new List<CommitUnit>();
            while (await _units.Reader.WaitToReadAsync(stop))
            {
                units.Clear();
                var confirmed = Task.CompletedTask;
                while (_units.Reader.TryRead(out var next))
                {
                    units.Add(next.Unit);
                    // What holds for the last one read holds for all before it.
                    confirmed = next.Confirmed;
                }

                await CommitAsync(units, confirmed, abandon.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Closing: what was not committed is read again.
        }
    }

    /// <summary>Returns when no commit of this assignment is under way, and none will follow.</summary>
    public void Revoke(Assignment assignment)
    {
        assignment.Revoke();
        _emitting.Wait();
        _emitting.Release();
    }

    public void Dispose()
    {
        emitter.Dispose();
        _emitting.Dispose();
    }

    async Task CommitAsync(List<CommitUnit> units, Task confirmed, CancellationToken abandon)
    {
        // Before anything is under way: a broker that does not answer must not hold up who gives partitions back.
        await confirmed.WaitAsync(abandon);
        await _emitting.WaitAsync(abandon);
        try
        {
            units.RemoveAll(u => u.Assignment.Revoked);
            if (units.Count == 0)
                return;
            using var activity = PipelineActivities.Commit(units);
            var start = Stopwatch.GetTimestamp();
            await AppendAsync(units, abandon);
            var appended = Stopwatch.GetTimestamp();
            Emit(units);
            metrics.Committed(units, appended - start, Stopwatch.GetTimestamp() - appended);
        }
        finally
        {
            _emitting.Release();
        }

        foreach (var unit in units)
            unit.Committed();
    }

    async Task AppendAsync(List<CommitUnit> units, CancellationToken abandon)
    {
        using var activity = PipelineActivities.Append();
        try
        {
            var result = await lineage.AppendAsync(units.ConvertAll(u => u.Lineage), abandon);
            foreach (var stream in result.Streams)
            {
                if (stream.Outcome == AppendOutcome.Conflicted)
                    throw new AppendConflictException(stream.Stream, stream.TailVersion);
            }
        }
        catch (Exception fault)
        {
            activity.Fail(fault);
            throw;
        }
    }

    void Emit(List<CommitUnit> units)
    {
        using var activity = PipelineActivities.Emit(units);
        try
        {
            // Revocation waits for this commit, so the whole of it belongs to one assignment.
            emitter.Emit(units.SelectMany(u => u.Outputs), LastOffsets(units), units[0].Assignment.Group);
        }
        catch (Exception fault)
        {
            activity.Fail(fault);
            throw;
        }
    }

    /// <summary>Several batches of one partition may be in a commit: the last one's positions count.</summary>
    static Dictionary<TopicPartition, TopicPartitionOffset>.ValueCollection LastOffsets(List<CommitUnit> units)
    {
        var last = new Dictionary<TopicPartition, TopicPartitionOffset>();
        foreach (var unit in units)
        {
            foreach (var offset in unit.Offsets)
                last[offset.TopicPartition] = offset;
        }

        return last.Values;
    }
}
