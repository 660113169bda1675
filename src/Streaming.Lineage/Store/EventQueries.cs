using Npgsql;

namespace Streaming.Lineage;

/// <summary>Plain reads of Marten's event table: streaming, without building Marten's event objects.</summary>
internal sealed class EventQueries(LineageDatabase database)
{
    /// <summary>Versions read at a time: bounds memory, and no snapshot of the database stays open while the caller thinks.</summary>
    private const int PageSize = 32;

    private readonly string _events = $"{database.Options.Schema}.mt_events";
    private readonly string _batches = $"{database.Options.Schema}.batches";

    public async Task<LineageTail?> TailAsync(StreamKey stream, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"select version, bdata from {_events} where stream_id = $1 order by version desc limit 1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ToString() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? StoredEvent.Open(stream, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)).AsTail()
            : null;
    }

    /// <summary>Stored bytes of a range of versions, in order.</summary>
    public async Task<List<(long Version, byte[] Stored)>> PageAsync(StreamKey stream, long fromVersion, long toVersion, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"select version, bdata from {_events} where stream_id = $1 and version >= $2 and version <= $3 order by version limit {PageSize}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromVersion });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = toVersion });
        return await ReadStoredAsync(command, ct);
    }

    /// <summary>Stored bytes of the listed versions, in order.</summary>
    public async Task<List<(long Version, byte[] Stored)>> VersionsAsync(StreamKey stream, long[] versions, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"select version, bdata from {_events} where stream_id = $1 and version = any($2) order by version");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = versions });
        return await ReadStoredAsync(command, ct);
    }

    /// <summary>Versions of the batches that have a row with this event time or a later one, in order.</summary>
    public async Task<List<long>> VersionsSinceAsync(StreamKey stream, long minTime, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"select version from {_batches} where stream = $1 and max_time >= $2 order by version");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = minTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new List<long>();
        while (await reader.ReadAsync(ct))
            versions.Add(reader.GetInt64(0));
        return versions;
    }

    /// <summary>For each stream and version: the stream's last version, and the hash stored at the version asked for.</summary>
    public async Task<IReadOnlyDictionary<string, StoredFacts>> StoredFactsAsync(List<(string Stream, long Version)> asked, CancellationToken ct)
    {
        await using var command = database.Reading.CreateCommand(
            $"""
            select a.stream,
              coalesce((select max(version) from {_events} where stream_id = a.stream), 0),
              (select substring(bdata from {ChainHash.Size + 1} for {ChainHash.Size}) from {_events} where stream_id = a.stream and version = a.version)
            from unnest($1, $2) a(stream, version)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = asked.Select(a => a.Stream).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = asked.Select(a => a.Version).ToArray() });
        var facts = new Dictionary<string, StoredFacts>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var hash = await reader.IsDBNullAsync(2, ct) ? null : reader.GetFieldValue<byte[]>(2);
            facts[reader.GetString(0)] = new StoredFacts(reader.GetInt64(1), hash);
        }

        return facts;
    }

    private static async Task<List<(long Version, byte[] Stored)>> ReadStoredAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var stored = new List<(long, byte[])>();
        while (await reader.ReadAsync(ct))
            stored.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return stored;
    }
}
