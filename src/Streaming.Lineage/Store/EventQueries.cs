using System.Runtime.CompilerServices;
using Npgsql;

namespace Streaming.Lineage;

/// <summary>Plain reads of Marten's event table: streaming, without building Marten's event objects.</summary>
internal sealed class EventQueries(LineageDatabase database)
{
    /// <summary>Versions read at a time: bounds memory, and no snapshot of the database stays open while the caller thinks.</summary>
    private const int PageSize = 32;

    /// <summary>As much of a batch as its header takes, with plenty to spare.</summary>
    private const int HeaderBytes = 128 * 1024;

    private readonly string _events = $"{database.Options.Schema}.mt_events";
    private readonly string _batches = $"{database.Options.Schema}.batches";

    public async Task<LineageTail?> TailAsync(StreamKey stream, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"select version, bdata from {_events} where stream_id = $1 order by version desc limit 1").With(stream.ToString());
        var (version, stored) = (await command.ListAsync(Stored, ct)).FirstOrDefault();
        return stored is null ? null : StoredEvent.Open(stream, version, stored).AsTail();
    }

    /// <summary>Batches of a range of versions, both ends included, in order, each checked against its hash.</summary>
    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        StreamKey stream, long fromVersion, long toVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (version, stored) in StoredAsync(stream, fromVersion, toVersion, ct))
            yield return StoredEvent.Open(stream, version, stored);
    }

    /// <summary>Stored bytes of a range of versions, both ends included, in order.</summary>
    public async IAsyncEnumerable<(long Version, byte[] Stored)> StoredAsync(
        StreamKey stream, long fromVersion, long toVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        var next = PageAsync(stream, fromVersion, toVersion, ct);
        while (await next is { Count: > 0 } page)
        {
            // The next page is on its way while the caller works on this one.
            var last = page.Count < PageSize || page[^1].Version == toVersion;
            next = last ? Task.FromResult(new List<(long, byte[])>()) : PageAsync(stream, page[^1].Version + 1, toVersion, ct);
            foreach (var item in page)
                yield return item;
        }
    }

    private Task<List<(long Version, byte[] Stored)>> PageAsync(StreamKey stream, long fromVersion, long toVersion, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"select version, bdata from {_events} where stream_id = $1 and version >= $2 and version <= $3 order by version limit {PageSize}")
            .With(stream.ToString()).With(fromVersion).With(toVersion);
        return command.ListAsync(Stored, ct);
    }

    /// <summary>Batches of the listed versions, in order, each checked against its hash.</summary>
    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        StreamKey stream, IEnumerable<long> versions, [EnumeratorCancellation] CancellationToken ct)
    {
        Task<List<(long Version, byte[] Stored)>>? next = null;
        foreach (var some in versions.Order().Chunk(PageSize).Append([]))
        {
            // The next page is on its way while the caller works on this one.
            var page = next;
            next = some.Length == 0 ? null : PageAsync(stream, some, ct);
            foreach (var (version, stored) in page is null ? [] : await page)
                yield return StoredEvent.Open(stream, version, stored);
        }
    }

    private Task<List<(long Version, byte[] Stored)>> PageAsync(StreamKey stream, long[] versions, CancellationToken ct) =>
        database.Reading.CreateCommand($"select version, bdata from {_events} where stream_id = $1 and version = any($2) order by version")
            .With(stream.ToString()).With(versions).ListAsync(Stored, ct);

    /// <summary>Versions of the batches that have a row or label with this event time or a later one, in order.</summary>
    public Task<List<long>> VersionsSinceAsync(StreamKey stream, long minTime, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"select version from {_batches} where stream = $1 and max_time >= $2 order by version")
            .With(stream.ToString()).With(minTime);
        return command.ListAsync(r => r.GetInt64(0), ct);
    }

    /// <summary>Tails of all streams of a topology, from their headers alone.</summary>
    public async Task<IReadOnlyList<StreamSummary>> SummariesAsync(string topology, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"""
            select s.id, e.version, e.bdata from {database.Options.Schema}.mt_streams s
            cross join lateral (
              select version, substring(bdata for {HeaderBytes}) as bdata from {_events} where stream_id = s.id order by version desc limit 1) e
            where starts_with(s.id, $1) order by s.id
            """).With(topology + "/");
        var summaries = new List<StreamSummary>();
        foreach (var (name, version, start) in await command.ListAsync(r => (r.GetString(0), r.GetInt64(1), r.GetFieldValue<byte[]>(2)), ct))
        {
            if (StreamKey.TryParse(name, out var stream))
                summaries.Add(new StreamSummary(stream, version, StoredEvent.OpenUnchecked(stream, version, start).Header));
        }

        return summaries;
    }

    /// <summary>For each stream and version: the stream's last version, and the hash stored at the version asked for.</summary>
    public async Task<IReadOnlyDictionary<string, StoredFacts>> StoredFactsAsync(List<(string Stream, long Version)> asked, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"""
            select a.stream,
              coalesce((select max(version) from {_events} where stream_id = a.stream), 0),
              (select substring(bdata from {ChainHash.Size + 1} for {ChainHash.Size}) from {_events} where stream_id = a.stream and version = a.version)
            from unnest($1, $2) a(stream, version)
            """)
            .With(asked.Select(a => a.Stream).ToArray()).With(asked.Select(a => a.Version).ToArray());
        var rows = await command.ListAsync(
            r => (Stream: r.GetString(0), Facts: new StoredFacts(r.GetInt64(1), r.IsDBNull(2) ? null : r.GetFieldValue<byte[]>(2))), ct);
        return rows.ToDictionary(r => r.Stream, r => r.Facts, StringComparer.Ordinal);
    }

    private static (long Version, byte[] Stored) Stored(NpgsqlDataReader row) => (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
}
