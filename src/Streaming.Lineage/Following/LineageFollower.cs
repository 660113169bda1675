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

/// <summary>
/// Follows the streams of a topology for whoever derives something from history, each in order from its first batch on, streams that
/// begin later too. It reads what is there and looks again: no append knows of it. There is no order across streams but what was
/// recorded (<see cref="FollowerOptions.MergedPartitions"/>); a result that must not depend on when it was made is made by stream, or of
/// merged ones.
/// </summary>
public sealed class LineageFollower
{
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
    public async Task RunAsync(BatchHandler handle, CancellationToken stop)
    {
        try
        {
            while (true)
                await RunOnceAsync(handle, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As asked.
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
        var positions = after.ToDictionary(p => p.Stream);
        var seen = new Dictionary<StreamKey, long>();
        while (true)
        {
            // One statement: the ends of all streams at one moment.
            var ends = (await _store.ListStreamsAsync(_topology, stop))
                .Where(e => _options.Stage is null || e.Stream.Stage == _options.Stage)
                .ToList();
            if (ends.Exists(e => seen.GetValueOrDefault(e.Stream) != e.Version))
            {
                await foreach (var batch in NewsAsync(ends, positions, stop))
                {
                    yield return batch;
                    positions[batch.Stream] = FollowerPosition.After(batch);
                }

                seen = ends.ToDictionary(e => e.Stream, e => e.Version);
            }

            await Task.Delay(_options.PollInterval, _options.Time, stop);
        }
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

    static async IAsyncEnumerable<LineageBatch> OneByOneAsync(List<FollowedStream> streams, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var stream in streams)
        {
            await foreach (var batch in stream.BatchesAsync(stop))
                yield return batch;
        }
    }

    /// <summary>As long as this process has the lease.</summary>
    async Task RunOnceAsync(BatchHandler handle, CancellationToken stop)
    {
        await using var lease = await FollowerLease.WaitAsync(_tables, _options, stop);
        try
        {
            await foreach (var batch in BatchesAsync(await _tables.PositionsAsync(lease.Over), lease.Over))
            {
                if (!await TryHandleAsync(batch, lease, handle))
                    return;
            }
        }
        catch (OperationCanceledException) when (lease.Over.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // Taken by another process, which goes on; this one waits.
        }
    }

    /// <returns>False: another process has the lease, and nothing was done.</returns>
    async Task<bool> TryHandleAsync(LineageBatch batch, FollowerLease lease, BatchHandler handle)
    {
        await using var connection = _store.Database.Reading.CreateConnection();
        await using var transaction = await BeginAsync(connection, lease.Over);
        await handle(batch, transaction, lease.Over);
        try
        {
            if (!await _tables.SaveAsync(transaction, lease.Fence, _options.Lease, FollowerPosition.After(batch), lease.Over))
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
