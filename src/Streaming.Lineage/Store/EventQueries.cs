using System.Runtime.CompilerServices;
using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Retention;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Store;

/// <summary>Plain reads of Marten's event table: streaming, without building Marten's event objects.</summary>
sealed class EventQueries(LineageDatabase database)
{
    /// <summary>
    /// Versions read at a time: bounds memory, and no snapshot of the database stays open while the caller thinks. More
    /// where batches are small, fewer where they are large.
    /// </summary>
    const int FirstPage = 32;
    const int LargestPage = 1_024;
    const int PageBytes = 4 << 20;

    /// <summary>As much of a batch as its header takes, with plenty to spare.</summary>
    const int HeaderBytes = 128 * 1024;

    readonly string _events = $"{database.Options.Schema}.mt_events";
    readonly string _batches = $"{database.Options.Schema}.batches";

    public async Task<LineageTail?> TailAsync(StreamKey stream, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select version, bdata from {_events} where stream_id = $1 order by version desc limit 1")
            .With(stream.ToString());
        var (version, stored) = (await command.ListAsync(Stored, stop)).FirstOrDefault();
        return stored is null ? null : StoredEvent.Open(stream, version, stored).AsTail();
    }

    /// <summary>Batches of a range of versions, both ends included, in order: each is checked against its hash and continues the one
    /// before.</summary>
    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        StreamKey stream,
        long fromVersion,
        long toVersion,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        LineageBatch? previous = null;
        await foreach (var (version, stored) in StoredAsync(stream, fromVersion, toVersion, stop))
        {
            var batch = StoredEvent.Open(stream, version, stored);
            if (previous is not null && (version != previous.Version + 1 || !batch.PreviousHash.AsSpan().SequenceEqual(previous.Hash)))
                throw new LineageCorruptException($"it does not continue version {previous.Version}").At(stream, version);
            previous = batch;
            yield return batch;
        }
    }

    /// <summary>Batches of the listed versions, which are there, in order, each checked against its hash.</summary>
    public async IAsyncEnumerable<LineageBatch> BatchesAsync(
        StreamKey stream,
        IEnumerable<long> versions,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var ordered = versions.Order().ToArray();
        var taken = 0;
        await foreach (var (version, stored) in PagesAsync(0, ordered.LastOrDefault(), (_, size) => NextAsync(size)))
            yield return StoredEvent.Open(stream, version, stored);

        async Task<List<(long Version, byte[] Stored)>> NextAsync(int size)
        {
            var asked = ordered.AsSpan(taken, Math.Min(size, ordered.Length - taken)).ToArray();
            taken += asked.Length;
            var page = await database
                .Reading.CreateCommand($"select version, bdata from {_events} where stream_id = $1 and version = any($2) order by version")
                .With(stream.ToString())
                .With(asked)
                .ListAsync(Stored, stop);
            if (page.Count == asked.Length)
                return page;
            var missing = asked.Except(page.Select(p => p.Version)).First();
            if ((await new CutHistory(database).ReadAsync(stream.Topology, stop)).Removed(stream, missing) is { } cut)
                throw new LineageRemovedException(stream, missing, cut);
            throw new LineageCorruptException("it is missing").At(stream, missing);
        }
    }

    /// <summary>Stored bytes of a range of versions, both ends included, in order.</summary>
    public IAsyncEnumerable<(long Version, byte[] Stored)> StoredAsync(
        StreamKey stream,
        long fromVersion,
        long toVersion,
        CancellationToken stop
    ) =>
        PagesAsync(fromVersion - 1, toVersion, (after, size) =>
            database
                .Reading.CreateCommand(
                    $"select version, bdata from {_events} where stream_id = $1 and version > $2 and version <= $3 order by version "
                        + "limit $4"
                )
                .With(stream.ToString())
                .With(after)
                .With(toVersion)
                .With(size)
                .ListAsync(Stored, stop)
        );

    /// <summary>Page after page; the next one is on its way while the caller works on this one.</summary>
    /// <param name="after">The first page begins after this version.</param>
    /// <param name="last">There is nothing after this version.</param>
    /// <param name="pageAsync">Reads at most so many versions after one.</param>
    static async IAsyncEnumerable<(long Version, byte[] Stored)> PagesAsync(
        long after,
        long last,
        Func<long, int, Task<List<(long Version, byte[] Stored)>>> pageAsync
    )
    {
        var size = FirstPage;
        var next = after < last ? pageAsync(after, size) : Task.FromResult(new List<(long Version, byte[] Stored)>());
        while (await next is { Count: > 0 } page)
        {
            var bytes = page.Sum(e => (long)e.Stored.Length);
            if (bytes < PageBytes / 2)
                size = Math.Min(size * 2, LargestPage);
            else if (bytes > PageBytes * 2)
                size = Math.Max(size / 2, 1);
            var at = page[^1].Version;
            next = at < last ? pageAsync(at, size) : Task.FromResult(new List<(long Version, byte[] Stored)>());
            foreach (var item in page)
                yield return item;
        }
    }

    /// <summary>Versions after one, of the batches that have a row or label with this event time or a later one, in order.</summary>
    public Task<List<long>> VersionsSinceAsync(StreamKey stream, Timestamp minTime, long afterVersion, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select version from {_batches} where stream = $1 and max_time >= $2 and version > $3 order by version")
            .With(stream.ToString())
            .With(minTime.Micros)
            .With(afterVersion);
        return command.ListAsync(r => r.GetInt64(0), stop);
    }

    /// <summary>The first batches after a version whose watermarks are above a time, in order: their versions and watermarks.</summary>
    public Task<List<(long Version, Timestamp Watermark)>> PastAsync(
        StreamKey stream,
        Timestamp time,
        long afterVersion,
        int most,
        CancellationToken stop
    )
    {
        var command = database
            .Reading.CreateCommand(
                $"select version, clock from {_batches} where stream = $1 and clock > $2 and version > $3 order by version limit $4"
            )
            .With(stream.ToString())
            .With(time.Micros)
            .With(afterVersion)
            .With(most);
        return command.ListAsync(r => (r.GetInt64(0), new Timestamp(r.GetInt64(1))), stop);
    }

    /// <summary>Highest event times of the last batches that have any rows or labels, newest first.</summary>
    public Task<List<Timestamp>> LastTimesAsync(StreamKey stream, long upToVersion, int batches, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"select max_time from {_batches} where stream = $1 and version <= $2 and rows + labels > 0 order by version desc limit $3"
            )
            .With(stream.ToString())
            .With(upToVersion)
            .With(batches);
        return command.ListAsync(r => new Timestamp(r.GetInt64(0)), stop);
    }

    /// <summary>
    /// Versions, in order, of the batches that have a row or label with this event time or a later one, up to the last batch
    /// that has one before another time.
    /// </summary>
    public Task<List<long>> VersionsBetweenAsync(StreamKey stream, Timestamp minTime, Timestamp before, CancellationToken stop) =>
        Between("version", "order by version", stream, minTime, before).ListAsync(r => r.GetInt64(0), stop);

    /// <summary>Rows of the batches that <see cref="VersionsBetweenAsync"/> lists.</summary>
    public async Task<long> RowsBetweenAsync(StreamKey stream, Timestamp minTime, Timestamp before, CancellationToken stop) =>
        (await Between("coalesce(sum(rows), 0)", "", stream, minTime, before).ListAsync(r => r.GetInt64(0), stop))[0];

    NpgsqlCommand Between(string select, string order, StreamKey stream, Timestamp minTime, Timestamp before) =>
        database
            .Reading.CreateCommand(
                $"select {select} from {_batches} where stream = $1 and max_time >= $2"
                    + (
                        before == Timestamp.End
                            ? ""
                            : $" and version <= (select max(version) from {_batches} where stream = $1 and min_time < {before.Micros})"
                    )
                    + $" {order}"
            )
            .With(stream.ToString())
            .With(minTime.Micros);

    /// <summary>Tails of all streams of a topology, from their headers alone.</summary>
    public async Task<IReadOnlyList<StreamSummary>> SummariesAsync(string topology, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"""
                select s.id, e.version, e.bdata from {database.Options.Schema}.mt_streams s
                cross join lateral (
                  select version, substring(bdata for {HeaderBytes}) as bdata from {_events}
                  where stream_id = s.id order by version desc limit 1) e
                where starts_with(s.id, $1) order by s.id
                """
            )
            .With(topology + "/");
        var summaries = new List<StreamSummary>();
        foreach (
            var (name, version, start) in await command.ListAsync(r => (r.GetString(0), r.GetInt64(1), r.GetFieldValue<byte[]>(2)), stop)
        )
        {
            if (StreamKey.TryParse(name, out var stream))
                summaries.Add(new StreamSummary(stream, version, StoredEvent.OpenUnchecked(stream, version, start).Header));
        }

        return summaries;
    }

    /// <summary>
    /// Where a batch was appended in the store's one sequence, which grows along each stream; null where there is no such batch.
    /// </summary>
    public async Task<long?> SequenceAsync(StreamKey stream, long version, CancellationToken stop) =>
        (await SequencesAsync(stream, [version], stop)).TryGetValue(version, out var sequence) ? sequence : null;

    /// <summary>The same of several batches of a stream.</summary>
    public async Task<Dictionary<long, long>> SequencesAsync(StreamKey stream, IReadOnlyCollection<long> versions, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select version, seq_id from {_events} where stream_id = $1 and version = any($2)")
            .With(stream.ToString())
            .With(versions.ToArray());
        var rows = await command.ListAsync(r => (Version: r.GetInt64(0), Sequence: r.GetInt64(1)), stop);
        return rows.ToDictionary(r => r.Version, r => r.Sequence);
    }

    /// <summary>
    /// The last version of each stream that was appended up to a place in the sequence; streams that had none are left out.
    /// </summary>
    public async Task<Dictionary<string, long>> LastVersionsAsync(string[] streams, long sequence, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"""
                select s.id, e.version from unnest($1) s(id)
                cross join lateral (
                  select version from {_events} where stream_id = s.id and seq_id <= $2 order by version desc limit 1) e
                """
            )
            .With(streams)
            .With(sequence);
        var rows = await command.ListAsync(r => (Stream: r.GetString(0), Version: r.GetInt64(1)), stop);
        return rows.ToDictionary(r => r.Stream, r => r.Version, StringComparer.Ordinal);
    }

    /// <summary>For each stream and version: the stream's last version, and the hash stored at the version asked for.</summary>
    public async Task<IReadOnlyDictionary<string, StoredFacts>> StoredFactsAsync(
        List<(string Stream, long Version)> asked,
        CancellationToken stop
    )
    {
        var command = database
            .Reading.CreateCommand(
                $"""
                select a.stream,
                  coalesce((select max(version) from {_events} where stream_id = a.stream), 0),
                  (select substring(bdata from {ChainHash.Size
                    + 1} for {ChainHash.Size}) from {_events} where stream_id = a.stream and version = a.version)
                from unnest($1, $2) a(stream, version)
                """
            )
            .With(asked.Select(a => a.Stream).ToArray())
            .With(asked.Select(a => a.Version).ToArray());
        var rows = await command.ListAsync(
            r => (Stream: r.GetString(0), Facts: new StoredFacts(r.GetInt64(1), r.IsDBNull(2) ? null : r.GetFieldValue<byte[]>(2))),
            stop
        );
        return rows.ToDictionary(r => r.Stream, r => r.Facts, StringComparer.Ordinal);
    }

    /// <summary>A batch without bytes is as good as one cut short.</summary>
    static (long Version, byte[] Stored) Stored(NpgsqlDataReader row) =>
        (row.GetInt64(0), row.IsDBNull(1) ? [] : row.GetFieldValue<byte[]>(1));
}
