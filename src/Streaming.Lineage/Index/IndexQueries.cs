using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Index;

/// <summary>A range of versions of a stream, both ends included.</summary>
readonly record struct VersionRange(string Stream, long First, long Last);

/// <summary>A batch and what its filter says of it.</summary>
/// <param name="Covered">What the filter says anything of.</param>
/// <param name="MayContain">The batch may have what is looked for.</param>
readonly record struct ProbedBatch(string Stream, long Version, FilterKinds Covered, bool MayContain);

/// <summary>Reads of the index: filters are probed by fetching the blocks that matter.</summary>
sealed class IndexQueries(LineageDatabase database)
{
    readonly string _schema = database.Options.Schema;

    /// <summary>Names of the topology's streams that have events.</summary>
    public Task<List<string>> StreamsAsync(string topology, CancellationToken stop) =>
        database
            .Reading.CreateCommand($"select id from {_schema}.mt_streams where starts_with(id, $1) order by id")
            .With(topology + "/")
            .ListAsync(r => r.GetString(0), stop);

    /// <summary>All groups of the streams, each with the answer of its filter.</summary>
    public Task<List<(VersionRange Range, bool MayContain)>> ProbeGroupsAsync(string[] streams, FilterProbe probe, CancellationToken stop)
    {
        var command = database.Reading.CreateCommand(
            $"select kinds, {probe.Blocks(1)}, stream, first_version, last_version from {_schema}.groups where stream = any($2)"
        );
        return command
            .With(probe.Places)
            .With(streams)
            .ListAsync(r => (new VersionRange(r.GetString(2), r.GetInt64(3), r.GetInt64(4)), MayContain(r, probe)), stop);
    }

    /// <summary>
    /// Batches within the ranges whose filter does not rule out what is looked for. The "offset 0" has the planner look up each range in
    /// the index; it would read the whole table otherwise, having no idea how few rows a range selects.
    /// </summary>
    public async Task<List<(string Stream, long Version)>> ProbeBatchesAsync(
        List<VersionRange> ranges,
        FilterProbe probe,
        CancellationToken stop
    )
    {
        var command = database
            .Reading.CreateCommand(
                $"""
                select b.kinds, b.blocks, b.stream, b.version
                from unnest($2, $3, $4) r(stream, first_version, last_version)
                cross join lateral (
                  select kinds, {probe.Blocks(1)} as blocks, stream, version from {_schema}.batches
                  where stream = r.stream and version between r.first_version and r.last_version offset 0) b
                """
            )
            .With(probe.Places)
            .With(ranges.Select(r => r.Stream).ToArray())
            .With(ranges.Select(r => r.First).ToArray())
            .With(ranges.Select(r => r.Last).ToArray());
        var probed = await command.ListAsync(r => Probed(r, probe), stop);
        return probed.Where(p => p.MayContain).Select(p => (p.Stream, p.Version)).ToList();
    }

    /// <summary>The last batches of a range that have outcomes, the last one first, each with the answer of its filter.</summary>
    public Task<List<ProbedBatch>> ProbeBackAsync(VersionRange range, FilterProbe probe, int most, CancellationToken stop) =>
        database
            .Reading.CreateCommand(
                $"select kinds, {probe.Blocks(1)}, stream, version from {_schema}.batches where stream = $2 and version between $3 and $4 "
                    + "and (rows > 0 or rejected > 0) order by version desc limit $5"
            )
            .With(probe.Places)
            .With(range.Stream)
            .With(range.First)
            .With(range.Last)
            .With(most)
            .ListAsync(r => Probed(r, probe), stop);

    /// <summary>Last version that is in a group; 0 when there is none.</summary>
    public async Task<long> LastGroupedAsync(string stream, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select coalesce(max(last_version), 0) from {_schema}.groups where stream = $1")
            .With(stream);
        return (await command.ListAsync(r => r.GetInt64(0), stop))[0];
    }

    /// <summary>Whether batches before a version are still there.</summary>
    public async Task<bool> AnyBeforeAsync(string stream, long version, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select exists (select 1 from {_schema}.mt_events where stream_id = $1 and version < $2)")
            .With(stream)
            .With(version);
        return (await command.ListAsync(r => r.GetBoolean(0), stop))[0];
    }

    /// <summary>All groups of a stream, without their filters.</summary>
    public Task<List<VersionRange>> GroupRangesAsync(string stream, CancellationToken stop) =>
        database
            .Reading.CreateCommand($"select first_version, last_version from {_schema}.groups where stream = $1")
            .With(stream)
            .ListAsync(r => new VersionRange(stream, r.GetInt64(0), r.GetInt64(1)), stop);

    /// <summary>Index rows of a range of versions, both ends included.</summary>
    public async Task<Dictionary<long, IndexEntry>> EntriesAsync(string stream, long first, long last, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"select version, rows, labels, rejected, min_time, max_time, clock, filter, kinds from {_schema}.batches where stream "
                    + "= $1 and version between $2 and $3"
            )
            .With(stream)
            .With(first)
            .With(last);
        var rows = await command.ListAsync(
            r =>
                (
                    Version: r.GetInt64(0),
                    Entry: new IndexEntry(
                        r.GetInt32(1),
                        r.GetInt32(2),
                        r.GetInt32(3),
                        new Timestamp(r.GetInt64(4)),
                        new Timestamp(r.GetInt64(5)),
                        new Timestamp(r.GetInt64(6)),
                        r.GetFieldValue<byte[]>(7),
                        (FilterKinds)r.GetInt32(8)
                    )
                ),
            stop
        );
        return rows.ToDictionary(r => r.Version, r => r.Entry);
    }

    /// <summary>The merged filter over exactly this range; null when there is none.</summary>
    public async Task<FilterGroup?> GroupAsync(VersionRange range, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"select filter, kinds from {_schema}.groups where stream = $1 and first_version = $2 and last_version = $3"
            )
            .With(range.Stream)
            .With(range.First)
            .With(range.Last);
        return (
            await command.ListAsync(r => new FilterGroup(range, r.GetFieldValue<byte[]>(0), (FilterKinds)r.GetInt32(1)), stop)
        ).SingleOrDefault();
    }

    /// <summary>
    /// Every stream of the topology that any table knows, with the highest version that is known of it: a stream cut
    /// short, or gone, in one table still shows in another.
    /// </summary>
    public Task<List<(string Stream, long Version)>> KnownVersionsAsync(string topology, CancellationToken stop) =>
        database
            .Reading.CreateCommand(
                $"""
                select stream, max(version) from (
                  select id as stream, version from {_schema}.mt_streams where starts_with(id, $1)
                  union all select stream_id, max(version) from {_schema}.mt_events where starts_with(stream_id, $1) group by stream_id
                  union all select stream, max(version) from {_schema}.batches where starts_with(stream, $1) group by stream
                  union all select stream, max(last_version) from {_schema}.groups where starts_with(stream, $1) group by stream) known
                group by stream order by stream
                """
            )
            .With(topology + "/")
            .ListAsync(r => (r.GetString(0), r.GetInt64(1)), stop);

    public async Task InsertGroupAsync(FilterGroup group, CancellationToken stop)
    {
        await using var connection = await database.Reading.OpenConnectionAsync(stop);
        await IndexWriter.InsertAsync(connection, _schema, group, stop);
    }

    /// <summary>Versions of the batches that may have a row within the times, or a rejected record, in order.</summary>
    public Task<List<long>> VersionsWithinAsync(string stream, Timestamp from, Timestamp to, bool rows, CancellationToken stop) =>
        database
            .Reading.CreateCommand(
                $"select version from {_schema}.batches where stream = $1 and (rejected > 0 or $4 and max_time >= $2 and min_time < $3) "
                    + "order by version"
            )
            .With(stream)
            .With(from.Micros)
            .With(to.Micros)
            .With(rows)
            .ListAsync(r => r.GetInt64(0), stop);

    static ProbedBatch Probed(NpgsqlDataReader row, FilterProbe probe) =>
        new(row.GetString(2), row.GetInt64(3), (FilterKinds)row.GetInt32(0), MayContain(row, probe));

    /// <summary>What a filter answers; it comes first in a row, what it covers and its blocks.</summary>
    static bool MayContain(NpgsqlDataReader row, FilterProbe probe) =>
        probe.MayContain((FilterKinds)row.GetInt32(0), row.GetFieldValue<byte[][]>(1));
}
