using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Topologies;
using Streaming.Store;
using Streaming.Topology;

namespace Streaming.Lineage.Store;

/// <summary>
/// The lineage of all stage partitions in one PostgreSQL database: an append-only, hash-chained stream of batches each.
/// Thread-safe; one a process is enough.
/// </summary>
public sealed class LineageStore : IAsyncDisposable
{
    readonly Appender _appender;
    readonly SnapshotReader _snapshots;
    readonly GroupBuilder _groups;
    readonly EventFinder _finder;
    readonly LineageRecordReader _records;
    readonly RecordLister _lister;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connectionString">Of PostgreSQL.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="loggers">Null: it logs nothing.</param>
    public LineageStore(string connectionString, LineageOptions? options = null, ILoggerFactory? loggers = null)
    {
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<LineageStore>();
        Database = new LineageDatabase(connectionString, options ?? new LineageOptions());
        Events = new EventQueries(Database);
        Index = new IndexQueries(Database);
        Snapshots = new SnapshotQueries(Database);
        _snapshots = new SnapshotReader(Events, Snapshots, log);
        Topologies = new TopologyHistory(Database);
        Cuts = new CutHistory(Database);
        _groups = new GroupBuilder(Events, Index, log);
        _appender = new Appender(Database, Events, _groups, log);
        _finder = new EventFinder(Events, Index);
        _records = new LineageRecordReader(Events, _finder);
        _lister = new RecordLister(Events, Index);
    }

    /// <summary>The texts that topologies were run under.</summary>
    public TopologyHistory Topologies { get; }

    /// <summary>What was removed of lineage.</summary>
    public CutHistory Cuts { get; }

    internal LineageDatabase Database { get; }

    internal EventQueries Events { get; }

    internal IndexQueries Index { get; }

    internal SnapshotQueries Snapshots { get; }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => LineageSchema.EnsureAsync(Database, stop);

    /// <summary>
    /// Appends batches of any number of streams in one transaction. A stream that another writer got to first is reported as
    /// conflicted and the others are appended without it. Calling again with the same batches is harmless: what is stored
    /// already, byte for byte, is reported as appended.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database does not answer; whether something was written is unknown until the call is
    /// repeated.</exception>
    public Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken stop = default) =>
        _appender.AppendAsync(batches, stop);

    /// <summary>The stream's last batch without its rows; null when it has none.</summary>
    public Task<LineageTail?> ReadTailAsync(StreamKey stream, CancellationToken stop = default) => Events.TailAsync(stream, stop);

    /// <summary>Batches of a range of versions, both ends included, in order; each one's bytes are checked against its hash.</summary>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public IAsyncEnumerable<LineageBatch> ReadAsync(StreamKey stream, long fromVersion, long toVersion, CancellationToken stop = default) =>
        Events.BatchesAsync(stream, fromVersion, toVersion, stop);

    /// <summary>Batches that have at least one row or label with this event time or a later one, in order: what restores windowed
    /// state.</summary>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public async IAsyncEnumerable<LineageBatch> ReadSinceAsync(
        StreamKey stream,
        Timestamp minTime,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        var versions = await Events.VersionsSinceAsync(stream, minTime, afterVersion: 0, stop);
        await foreach (var batch in Events.BatchesAsync(stream, versions, stop))
            yield return batch;
    }

    /// <summary>Versions after one, of the batches that have at least one row or label with this event time or a later one, in
    /// order.</summary>
    public async Task<IReadOnlyList<long>> VersionsSinceAsync(
        StreamKey stream,
        Timestamp minTime,
        long afterVersion,
        CancellationToken stop = default
    ) => await Events.VersionsSinceAsync(stream, minTime, afterVersion, stop);

    /// <summary>The first batch after a version whose watermark is above a time: its version and its watermark; null: there is none
    /// yet.</summary>
    public async Task<(long Version, Timestamp Watermark)?> FirstPastAsync(
        StreamKey stream,
        Timestamp time,
        long afterVersion,
        CancellationToken stop = default
    ) => await Events.PastAsync(stream, time, afterVersion, most: 1, stop) is [var first, ..] ? first : null;

    /// <summary>The first batches after a version whose watermarks are above a time, in order, so many at most: their versions and
    /// watermarks.</summary>
    public async Task<IReadOnlyList<(long Version, Timestamp Watermark)>> PastAsync(
        StreamKey stream,
        Timestamp time,
        long afterVersion,
        int most,
        CancellationToken stop = default
    ) => await Events.PastAsync(stream, time, afterVersion, most, stop);

    /// <summary>Batches of the listed versions, which are there, in order.</summary>
    /// <exception cref="LineageCorruptException">A batch is damaged or missing.</exception>
    public IAsyncEnumerable<LineageBatch> ReadAsync(StreamKey stream, IEnumerable<long> versions, CancellationToken stop = default) =>
        Events.BatchesAsync(stream, versions, stop);

    /// <summary>Highest event times of the last batches with rows or labels up to a version, newest first.</summary>
    public async Task<IReadOnlyList<Timestamp>> LastTimesAsync(
        StreamKey stream,
        long upToVersion,
        int batches,
        CancellationToken stop = default
    ) => await Events.LastTimesAsync(stream, upToVersion, batches, stop);

    /// <summary>The state snapshots that a stream's tail leads to, newest first, each checked against the hash that lineage
    /// recorded.</summary>
    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsAsync(LineageTail tail, CancellationToken stop = default) =>
        _snapshots.NewestFirstAsync(tail, stop);

    /// <summary>A snapshot that lineage names: where a segment begins it is kept as long as the segment is.</summary>
    /// <exception cref="StreamingException">It is not there, or has other bytes.</exception>
    public async Task<byte[]> ReadSnapshotAsync(StreamKey stream, SnapshotReference named, CancellationToken stop = default) =>
        await Snapshots.ReadAsync(stream, named.Version, stop) is { } body && named.Matches(body)
            ? body
            : throw new StreamingException(
                $"The state after batch {stream}/{named.Version} is not stored as lineage names it, and nothing before it is there to "
                    + "compute it from."
            )
            {
                Cure = Cure.Verify(stream.Topology),
            };

    /// <summary>As <see cref="ReadSinceAsync"/>, up to the last batch that has a row or label before another time: what restores the state
    /// in which those were taken.</summary>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public async IAsyncEnumerable<LineageBatch> ReadBetweenAsync(
        StreamKey stream,
        Timestamp minTime,
        Timestamp before,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        var versions = await Events.VersionsBetweenAsync(stream, minTime, before, stop);
        await foreach (var batch in Events.BatchesAsync(stream, versions, stop))
            yield return batch;
    }

    /// <summary>How many rows the batches have that <see cref="ReadBetweenAsync"/> gives.</summary>
    public Task<long> CountRowsBetweenAsync(StreamKey stream, Timestamp minTime, Timestamp before, CancellationToken stop = default) =>
        Events.RowsBetweenAsync(stream, minTime, before, stop);

    /// <summary>Every stage partition of a topology with its last version and the counts and times up to it, ordered by name.</summary>
    public Task<IReadOnlyList<StreamSummary>> ListStreamsAsync(string topology, CancellationToken stop = default) =>
        Events.SummariesAsync(topology, stop);

    /// <summary>Every row that carries an event id, in every stage and table: well under a second among millions of records.</summary>
    public Task<IReadOnlyList<RecordLocation>> FindAsync(string topology, string eventId, CancellationToken stop = default) =>
        _finder.FindAsync(topology, eventId, stop);

    /// <summary>What all stages recorded about an event id: one record for each source record that carries it, in source order.</summary>
    public Task<IReadOnlyList<LineageRecord>> RecordsAsync(string topology, string eventId, CancellationToken stop = default) =>
        _records.OfEventAsync(topology, eventId, stop);

    /// <summary>The record of the row a lineage id names; null when there is none.</summary>
    public Task<LineageRecord?> RecordAsync(LineageId id, CancellationToken stop = default) => _records.OfRowAsync(id, stop);

    /// <summary>Records with a key or a decision, the last recorded first, in pages.</summary>
    /// <exception cref="Topology.StreamingException">The record to begin before is not there.</exception>
    public Task<RecordPage> ListAsync(RecordQuery query, CancellationToken stop = default) => _lister.ListAsync(query, stop);

    /// <summary>Waits until the lookup filters of what has been appended so far are merged.</summary>
    internal Task IndexIdleAsync() => _groups.IdleAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _groups.DisposeAsync();
        await Database.DisposeAsync();
    }
}
