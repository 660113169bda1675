using System.Runtime.CompilerServices;
using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store;
using Streaming.Store.Postgres;
using Streaming.Topology;

namespace Streaming.Lineage.Following;

/// <summary>Handles one batch: what it writes in the transaction is committed with the follower's position, or not at all.</summary>
public delegate Task BatchHandler(LineageBatch batch, NpgsqlTransaction transaction, CancellationToken stop);

/// <summary>Handles batches of one stream that follow one another, as <see cref="BatchHandler"/> handles one.</summary>
public delegate Task BatchesHandler(IReadOnlyList<LineageBatch> batches, NpgsqlTransaction transaction, CancellationToken stop);

/// <summary>
/// Follows the streams of a topology for whoever derives something from history, each in order from its first batch on, streams that
/// begin later too. It reads what is there and looks again: no append knows of it. There is no order across streams but what was
/// recorded (<see cref="FollowerOptions.MergedPartitions"/>); a result that must not depend on when it was made is made by stream, or of
/// merged ones.
/// </summary>
public sealed class LineageFollower
{
    /// <summary>Batches handled in one transaction: so many at most, and not after so many bytes.</summary>
    const int MostTogether = 64;
    const int EnoughBytes = 8 << 20;

    readonly LineageStore _store;
    readonly string _topology;
    readonly FollowerOptions _options;
    readonly FollowerTables _tables;

    /// <param name="store">Where lineage is.</param>
    /// <param name="name">Of the follower: its positions and its lease are kept under it.</param>
    /// <param name="topology">Name of the topology.</param>
    /// <param name="options">What of it is followed, and how.</param>
    public LineageFollower(LineageStore store, string name, string topology, FollowerOptions? options = null)
    {
        _options = options ?? new FollowerOptions();
        if (_options.MergedPartitions is not null && _options.Stage is null)
            throw new ArgumentException("Streams of one stage are merged: name it.", nameof(options));
        if (_options is { MergedPartitions: not null, Ready: not null })
            throw new ArgumentException("Merged streams do not wait for batches to be ready.", nameof(options));
        (_store, _topology) = (store, topology);
        _tables = new FollowerTables(store.Database, topology, name) { Stage = _options.Stage };
    }

    /// <summary>How far the follower has come, by stream.</summary>
    public async Task<IReadOnlyList<FollowerPosition>> PositionsAsync(CancellationToken stop = default) =>
        await _tables.PositionsAsync(stop);

    /// <summary>
    /// Handles every batch once, one after the other, as the only process of this follower that does: others wait for it to end. Returns
    /// when stopped. A batch whose handling was cut short is handled again, and nothing remains of the first time in the database.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database does not answer; calling again goes on where it stands.</exception>
    /// <exception cref="LineageCorruptException">Lineage is damaged, or it is not the one that was followed so far.</exception>
    public Task RunAsync(BatchHandler handle, CancellationToken stop) =>
        RunAsync((batches, transaction, over) => handle(batches[0], transaction, over), most: 1, stop);

    /// <summary>As <see cref="RunAsync(BatchHandler, CancellationToken)"/>, several batches of a stream at a time where they are there:
    /// cheaper where only what follows from the last one is kept.</summary>
    public Task RunAsync(BatchesHandler handle, CancellationToken stop) => RunAsync(handle, MostTogether, stop);

    async Task RunAsync(BatchesHandler handle, int most, CancellationToken stop)
    {
        try
        {
            while (true)
                await RunOnceAsync(handle, most, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
        }
    }

    /// <summary>As <see cref="RunAsync(BatchesHandler, CancellationToken)"/>, up to given ends of streams. Another process of this follower
    /// may do the work.</summary>
    /// <param name="handle">Handles batches.</param>
    /// <param name="ends">The ends; those of stages that are not followed do not count.</param>
    /// <param name="advanced">Told how many of how many batches are handled.</param>
    /// <param name="stop">Gives up.</param>
    public async Task CatchUpAsync(
        BatchesHandler handle,
        IReadOnlyList<StreamSummary> ends,
        Action<long, long>? advanced = null,
        CancellationToken stop = default
    )
    {
        ends = [.. ends.Where(IsFollowed)];
        var total = ends.Sum(e => e.Version);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var running = RunAsync(handle, over.Token);
        try
        {
            while (!running.IsCompleted && await BehindAsync() > 0)
                await timer.WaitForNextTickAsync(over.Token);
        }
        finally
        {
            await over.CancelAsync();
            await running;
        }

        stop.ThrowIfCancellationRequested();

        async Task<long> BehindAsync()
        {
            var positions = (await PositionsAsync(over.Token)).ToDictionary(p => p.Stream, p => p.Version);
            var behind = ends.Sum(e => Math.Max(0, e.Version - positions.GetValueOrDefault(e.Stream)));
            advanced?.Invoke(total - behind, total);
            return behind;
        }
    }

    /// <summary>Batches without end, for a follower that keeps its positions itself, beside its result.</summary>
    /// <param name="after">Where it is; streams that are not named are read from their first batch.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="LineageCorruptException">Lineage is damaged, or it is not the one that was followed so far.</exception>
    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        IEnumerable<FollowerPosition> after,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (var group in GroupsAsync(after, most: 1, stop))
            yield return group[0];
    }

    /// <summary>Batches without end, several of a stream together where they are there.</summary>
    async IAsyncEnumerable<IReadOnlyList<LineageBatch>> GroupsAsync(
        IEnumerable<FollowerPosition> after,
        int most,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var positions = after.ToDictionary(p => p.Stream);
        var seen = new Dictionary<StreamKey, long>();
        while (true)
        {
            // One statement: the ends of all streams at one moment.
            var ends = (await _store.ListStreamsAsync(_topology, stop)).Where(IsFollowed).ToList();
            if (ends.Exists(e => seen.GetValueOrDefault(e.Stream) != e.Version))
            {
                await foreach (var group in TogetherAsync(NewsAsync(ends, positions, stop), most))
                {
                    yield return group;
                    positions[group[0].Stream] = FollowerPosition.After(group[^1]);
                }

                // What is held back is looked at again.
                seen = _options.Ready is null
                    ? ends.ToDictionary(e => e.Stream, e => e.Version)
                    : positions.ToDictionary(p => p.Key, p => p.Value.Version);
            }

            await Task.Delay(_options.PollInterval, _options.Time, stop);
        }
    }

    bool IsFollowed(StreamSummary end) => _options.Stage is null || end.Stream.Stage == _options.Stage;

    static async IAsyncEnumerable<IReadOnlyList<LineageBatch>> TogetherAsync(IAsyncEnumerable<LineageBatch> batches, int most)
    {
        var (group, bytes) = (new List<LineageBatch>(), 0L);
        await foreach (var batch in batches)
        {
            if (group.Count > 0 && group[0].Stream != batch.Stream)
            {
                yield return group;
                (group, bytes) = ([], 0);
            }

            group.Add(batch);
            bytes += batch.Body.Length;
            if (group.Count < most && bytes < EnoughBytes)
                continue;
            yield return group;
            (group, bytes) = ([], 0);
        }

        if (group.Count > 0)
            yield return group;
    }

    IAsyncEnumerable<LineageBatch> NewsAsync(
        List<StreamSummary> ends,
        Dictionary<StreamKey, FollowerPosition> positions,
        CancellationToken stop
    )
    {
        var streams = ends.ConvertAll(end => new FollowedStream(
            _store.Events,
            _store.Cuts,
            positions.GetValueOrDefault(end.Stream) ?? FollowerPosition.Start(end.Stream),
            end
        ));
        streams.ForEach(s => s.RefuseOther());
        if (_options.MergedPartitions is not { } partitions)
            return OneByOneAsync(streams, stop);
        if (streams.Find(s => s.Stream.Partition >= partitions) is { } other)
        {
            throw new StreamingException(
                $"{other.Stream} is not one of the {partitions} partitions whose streams are merged: the stage was rescaled. Follow it "
                    + "anew, by stream or under another name."
            );
        }
        // One that has not begun may begin with anything.
        return streams.Count < partitions ? AsyncEnumerable.Empty<LineageBatch>() : WatermarkMerge.MergeAsync(streams, stop);
    }

    async IAsyncEnumerable<LineageBatch> OneByOneAsync(List<FollowedStream> streams, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var stream in streams)
        {
            await foreach (var batch in stream.BatchesAsync(stop))
            {
                if (_options.Ready is { } ready && !await ready(batch, stop))
                    break;
                yield return batch;
            }
        }
    }

    /// <summary>As long as this process has the lease.</summary>
    async Task RunOnceAsync(BatchesHandler handle, int most, CancellationToken stop)
    {
        await using var lease = await FollowerLease.WaitAsync(_tables, _options, stop);
        try
        {
            await foreach (var batches in GroupsAsync(await _tables.PositionsAsync(lease.Over), most, lease.Over))
            {
                if (!await TryHandleAsync(batches, lease, handle))
                    return;
            }
        }
        catch (OperationCanceledException) when (lease.Over.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // Taken by another process, which goes on; this one waits.
        }
    }

    /// <returns>False: another process has the lease, and nothing was done.</returns>
    async Task<bool> TryHandleAsync(IReadOnlyList<LineageBatch> batches, FollowerLease lease, BatchesHandler handle)
    {
        await using var connection = _store.Database.Reading.CreateConnection();
        await using var transaction = await BeginAsync(connection, lease.Over);
        await handle(batches, transaction, lease.Over);
        try
        {
            var (before, after) = (batches[0].Version - 1, FollowerPosition.After(batches[^1]));
            if (!await _tables.SaveAsync(transaction, lease.Fence, _options.Lease, before, after, lease.Over))
                return false;
            await transaction.CommitAsync(lease.Over);
            return true;
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            await connection.OpenAsync(stop);
            var transaction = await connection.BeginTransactionAsync(stop);
            // What a frozen process has locked must not keep the next one waiting for longer than its lease does.
            await connection.ExecuteAsync(
                $"select set_config('idle_in_transaction_session_timeout', '{(long)_options.Lease.TotalMilliseconds}', true)",
                stop
            );
            return transaction;
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }
}
