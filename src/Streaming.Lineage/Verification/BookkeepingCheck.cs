using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Verification;

/// <summary>
/// Columns of the event store that the chain does not hash, since Marten fills them in: each has one right value, and
/// whatever else is there was put there by hand. (Marten's time stamps have none, and nothing reads them.)
/// </summary>
sealed class BookkeepingCheck(LineageDatabase database)
{
    static readonly string DotNetType = $"{typeof(LineageEvent).FullName}, {typeof(LineageEvent).Assembly.GetName().Name}";

    /// <summary>The first batch of each stream whose row is not as Marten wrote it, and which column.</summary>
    public async Task<IReadOnlyDictionary<string, (long Version, string Column)>> FindAsync(string topology, CancellationToken stop)
    {
        var found = await Rows(topology).ListAsync(r => (Stream: r.GetString(0), Version: r.GetInt64(1), Column: r.GetString(2)), stop);
        found.AddRange(await Streams(topology).ListAsync(r => (r.GetString(0), r.GetInt64(1), r.GetString(2)), stop));
        return found
            .GroupBy(f => f.Stream, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(f => (f.Version, f.Column)).MinBy(f => f.Version), StringComparer.Ordinal);
    }

    /// <summary>Rows beside the event store that belong to no stream at all, whatever topology they name.</summary>
    public Task<List<LineageFault>> OrphansAsync(CancellationToken stop)
    {
        var schema = database.Options.Schema;
        string[] tables = ["batches", "groups", "snapshots", "segments"];
        var rows = string.Join(" union ", tables.Select(t => $"select '{t}' as kind, stream from {schema}.{t}"));
        return database
            .Reading.CreateCommand(
                $"select kind, stream from ({rows}) rows where not exists (select 1 from {schema}.mt_streams s where s.id = stream) "
                    + "order by 2, 1"
            )
            .ListAsync(r => Orphan(r.GetString(0), r.GetString(1)), stop);
    }

    static LineageFault Orphan(string table, string name)
    {
        var stream = StreamKey.TryParse(name, out var key) ? key : default;
        return new LineageFault(
            FaultKind.IndexDiffers,
            stream,
            0,
            $"table {table} has rows of stream {name}, which does not exist: they were put there, or the stream they belonged to is gone"
        );
    }

    /// <summary>
    /// The id is the beginning of the hash (<see cref="LineageEvent.Of"/>; from format version 2 on). The sequence grows
    /// along a stream and never beyond what was drawn.
    /// </summary>
    NpgsqlCommand Rows(string topology)
    {
        var schema = database.Options.Schema;
        var format = StoredEvent.PrefixSize + BodyFormat.Magic.Length;
        return database
            .Reading.CreateCommand(
                $"""
                select distinct on (stream_id) stream_id, version, what from (
                  select stream_id, version, case
                    when type <> '{StoredEvent.Type}' then 'column type of its row'
                    when data <> '{"{}"}' then 'column data of its row'
                    when tenant_id is distinct from '*DEFAULT*' then 'column tenant_id of its row'
                    when is_archived is distinct from false then 'column is_archived of its row'
                    when mt_dotnet_type is distinct from $2 then 'column mt_dotnet_type of its row'
                    when octet_length(bdata) > {format} and get_byte(substring(bdata from {format + 1} for 1), 0) > 1
                      and id <> encode(substring(bdata from {ChainHash.Size + 1} for 16), 'hex')::uuid then 'column id of its row'
                    when seq_id <= lag(seq_id) over (partition by stream_id order by version) then 'column seq_id of its row'
                    when seq_id < 1 or seq_id > (select last_value from {schema}.mt_events_sequence) then 'column seq_id of its row'
                  end as what
                  from {schema}.mt_events where starts_with(stream_id, $1)) rows
                where what is not null order by stream_id, version
                """
            )
            .With(topology + "/")
            .With(DotNetType);
    }

    /// <summary>A stream said to end earlier than it does would have the next append refused.</summary>
    NpgsqlCommand Streams(string topology)
    {
        var schema = database.Options.Schema;
        return database
            .Reading.CreateCommand(
                $"""
                select id, coalesce(last, 0), case
                  when type is not null then 'column type of the stream'
                  when tenant_id is distinct from '*DEFAULT*' then 'column tenant_id of the stream'
                  when is_archived is distinct from false then 'column is_archived of the stream'
                  when compacted_version <> 0 then 'column compacted_version of the stream'
                  else 'column version of the stream'
                end
                from (select s.*, (select max(version) from {schema}.mt_events e where e.stream_id = s.id) as last
                      from {schema}.mt_streams s where starts_with(s.id, $1)) streams
                where type is not null or tenant_id is distinct from '*DEFAULT*' or is_archived is distinct from false
                  or compacted_version <> 0 or version is null or version < last
                """
            )
            .With(topology + "/");
    }
}
