using System.Runtime.CompilerServices;

namespace Streaming.Lineage;

/// <summary>
/// The lineage of all stage partitions in one PostgreSQL database: an append-only, hash-chained stream of batches each.
/// Thread-safe; one a process is enough.
/// </summary>
public sealed class LineageStore : IAsyncDisposable
{
    private readonly LineageDatabase _database;
    private readonly EventQueries _queries;
    private readonly Appender _appender;

    public LineageStore(string connectionString, LineageOptions? options = null)
    {
        _database = new LineageDatabase(connectionString, options ?? new LineageOptions());
        _queries = new EventQueries(_database);
        _appender = new Appender(_database, _queries);
    }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken ct = default) => LineageSchema.EnsureAsync(_database, ct);

    /// <summary>
    /// Appends batches of any number of streams in one transaction. A stream that another writer got to first is reported as
    /// conflicted and the others are appended without it. Calling again with the same batches is harmless: what is stored
    /// already, byte for byte, is reported as appended.
    /// </summary>
    /// <exception cref="LineageUnavailableException">The database does not answer; whether something was written is unknown until the call is repeated.</exception>
    public Task<AppendResult> AppendAsync(IReadOnlyList<PreparedBatch> batches, CancellationToken ct = default) =>
        _appender.AppendAsync(batches, ct);

    /// <summary>The stream's last batch without its rows; null when it has none.</summary>
    public Task<LineageTail?> ReadTailAsync(StreamKey stream, CancellationToken ct = default) => _queries.TailAsync(stream, ct);

    /// <summary>Batches of a range of versions, both ends included, in order; each one's bytes are checked against its hash.</summary>
    /// <exception cref="LineageCorruptException">A batch is damaged.</exception>
    public async IAsyncEnumerable<LineageBatch> ReadAsync(
        StreamKey stream, long fromVersion, long toVersion, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var next = _queries.PageAsync(stream, fromVersion, toVersion, ct);
        while (await next is { Count: > 0 } page)
        {
            // The next page is on its way while the caller works on this one.
            next = _queries.PageAsync(stream, page[^1].Version + 1, toVersion, ct);
            foreach (var (version, stored) in page)
                yield return StoredEvent.Open(stream, version, stored);
        }
    }

    /// <summary>Batches that have at least one row with this event time or a later one, in order: what restores windowed state.</summary>
    public async IAsyncEnumerable<LineageBatch> ReadSinceAsync(
        StreamKey stream, long minTime, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var versions = await _queries.VersionsSinceAsync(stream, minTime, ct);
        foreach (var page in versions.Chunk(32))
        {
            foreach (var (version, stored) in await _queries.VersionsAsync(stream, page, ct))
                yield return StoredEvent.Open(stream, version, stored);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
