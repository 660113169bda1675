using Npgsql;

namespace Streaming.Lineage;

/// <summary>A range of versions of a stream, both ends included.</summary>
internal readonly record struct VersionRange(string Stream, long First, long Last);

/// <summary>Reads of the index: filters are probed by fetching the one block that matters.</summary>
internal sealed class IndexQueries(LineageDatabase database)
{
    private readonly string _schema = database.Options.Schema;

    /// <summary>The block of <c>filter</c> that a hash falls into, as <see cref="BloomFilter.BlockIndex"/> says; $1 = upper 32 bits.</summary>
    private const string Block =
        "substring(filter from (1 + 64 * (($1 * (octet_length(filter) / 64)) >> 32))::int for 64)";

    /// <summary>Names of the topology's streams that have events.</summary>
    public Task<List<string>> StreamsAsync(string topology, CancellationToken ct) => database.Reading.CreateCommand(
        $"select id from {_schema}.mt_streams where starts_with(id, $1) order by id").With(topology + "/").ListAsync(r => r.GetString(0), ct);

    /// <summary>All groups of the streams, each with the answer of its filter.</summary>
    public Task<List<(VersionRange Range, bool MayContain)>> ProbeGroupsAsync(string[] streams, ulong hash, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"select stream, first_version, last_version, {Block} from {_schema}.groups where stream = any($2)");
        return command.With((long)(hash >> 32)).With(streams).ListAsync(
            r => (new VersionRange(r.GetString(0), r.GetInt64(1), r.GetInt64(2)), BloomFilter.BlockMayContain(r.GetFieldValue<byte[]>(3), hash)), ct);
    }

    /// <summary>
    /// Batches within the ranges whose filter may contain the hash. The "offset 0" has the planner look up each range in
    /// the index; it would read the whole table otherwise, having no idea how few rows a range selects.
    /// </summary>
    public async Task<List<(string Stream, long Version)>> ProbeBatchesAsync(List<VersionRange> ranges, ulong hash, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand(
            $"""
            select b.stream, b.version, b.block
            from unnest($2, $3, $4) r(stream, first_version, last_version)
            cross join lateral (
              select stream, version, {Block} as block from {_schema}.batches
              where stream = r.stream and version between r.first_version and r.last_version offset 0) b
            """)
            .With((long)(hash >> 32))
            .With(ranges.Select(r => r.Stream).ToArray()).With(ranges.Select(r => r.First).ToArray()).With(ranges.Select(r => r.Last).ToArray());
        var probed = await command.ListAsync(
            r => (Stream: r.GetString(0), Version: r.GetInt64(1), Hit: BloomFilter.BlockMayContain(r.GetFieldValue<byte[]>(2), hash)), ct);
        return probed.Where(p => p.Hit).Select(p => (p.Stream, p.Version)).ToList();
    }

    /// <summary>Last version that is in a group; 0 when there is none.</summary>
    public async Task<long> LastGroupedAsync(string stream, CancellationToken ct)
    {
        var command = database.Reading.CreateCommand($"select coalesce(max(last_version), 0) from {_schema}.groups where stream = $1").With(stream);
        return (await command.ListAsync(r => r.GetInt64(0), ct))[0];
    }

    /// <summary>Keeps a group unless another process made one from the same first version on.</summary>
    public async Task InsertGroupAsync(VersionRange range, byte[] filter, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"insert into {_schema}.groups (stream, first_version, last_version, filter) values ($1, $2, $3, $4) on conflict do nothing")
            .With(range.Stream).With(range.First).With(range.Last).With(filter);
        await command.ExecuteNonQueryAsync(ct);
    }
}
