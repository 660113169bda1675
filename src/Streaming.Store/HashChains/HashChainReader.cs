using System.Data;
using System.Text.Json;
using Marten;
using Npgsql;
using Streaming.Store.Postgres;

namespace Streaming.Store.HashChains;

/// <summary>Goes through histories in a Marten store and checks every column of their rows but Marten's time stamps, which nothing follows
/// from.</summary>
/// <param name="store">The store.</param>
/// <param name="types">The kinds of events in them.</param>
sealed class HashChainReader(DocumentStore store, params Type[] types)
{
    readonly string _schema = store.Options.Events.DatabaseSchemaName;
    readonly Dictionary<string, (Type Type, string DotNetName)> _types = types.ToDictionary(
        t => ChainedEvent.Blank(t).TypeName(),
        t => (t, ChainedEvent.Blank(t).DotNetName()),
        StringComparer.Ordinal
    );

    /// <summary>One history, if it is there.</summary>
    public Task<HashChainWalk> OneAsync(string name, CancellationToken stop) => WalkAsync("= $1", name, null, stop);

    /// <summary>All whose names begin so.</summary>
    /// <param name="prefix">The beginning.</param>
    /// <param name="told">Told every sound event.</param>
    /// <param name="stop">Stops.</param>
    public Task<HashChainWalk> AllAsync(string prefix, Action<ChainedEvent> told, CancellationToken stop) =>
        WalkAsync("^@ $1", prefix, told, stop);

    async Task<HashChainWalk> WalkAsync(string condition, string name, Action<ChainedEvent>? told, CancellationToken stop)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await using var view = await BeginAsync(connection, stop);
        var events = (await EventsAsync(connection, condition, name, stop)).ToLookup(e => e.Stream, StringComparer.Ordinal);
        var streams = await StreamsAsync(connection, condition, name, stop);
        var walk = new HashChainWalk();
        foreach (var stream in events.Select(e => e.Key).Union(streams.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var rows = events[stream].ToList();
            if (Fault(stream, rows, streams, out var seals) is var (version, what))
                walk.Broken(stream, version, what);
            else
                walk.Sound(stream, seals);
            foreach (var row in rows.Take(seals.Count))
                told?.Invoke(row.Happened!);
        }

        return walk;
    }

    /// <summary>One view of both tables: a history that grows meanwhile is not one that was altered.</summary>
    static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            await connection.OpenAsync(stop);
            return await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    static (long Version, string What)? Fault(string stream, List<Row> rows, Dictionary<string, StreamRow> streams, out List<string> seals)
    {
        seals = [];
        var mustBeSealed = false;
        foreach (var row in rows)
        {
            var version = seals.Count + 1;
            if (row.Version != version)
                return (version, "the event is not there");
            if (row.Odd is { } column)
                return (version, $"column {column} of its row was altered");
            if (row.Happened is not { } happened)
                return (version, "the event was altered: it cannot be read");
            var seal = EventHash.Of(happened, stream, version, seals.LastOrDefault());
            mustBeSealed |= happened.Seal is not null;
            if (mustBeSealed && happened.Seal != seal)
                return (version, "the event, or one before it, is not the one that was sealed");
            if (mustBeSealed && row.Id != EventHash.IdOf(seal))
                return (version, "column id of its row was altered");
            seals.Add(seal);
        }

        if (!streams.TryGetValue(stream, out var said))
            return (1, "its row among the streams is gone");
        if (said.Odd is { } odd)
            return (seals.Count, $"column {odd} of the stream was altered");
        return said.Version == seals.Count
            ? null
            : (Math.Min(said.Version, seals.Count) + 1, $"the stream is said to have {said.Version} events and has {seals.Count}");
    }

    Task<List<Row>> EventsAsync(NpgsqlConnection connection, string condition, string name, CancellationToken stop) =>
        new NpgsqlCommand(
            $"""
            select stream_id, version, id, data, type, mt_dotnet_type, case
              when bdata is not null then 'bdata'
              when tenant_id is distinct from '*DEFAULT*' then 'tenant_id'
              when is_archived is distinct from false then 'is_archived'
              when seq_id <= lag(seq_id) over (partition by stream_id order by version) then 'seq_id'
              when seq_id < 1 or seq_id > (select last_value from {_schema}.mt_events_sequence) then 'seq_id'
            end
            from {_schema}.mt_events where stream_id {condition} order by stream_id, version
            """,
            connection
        )
            .With(name)
            .ListAsync(
                r =>
                {
                    var known = _types.TryGetValue(r.GetString(4), out var type);
                    var odd =
                        !known ? "type"
                        : r.IsDBNull(5) || r.GetString(5) != type.DotNetName ? "mt_dotnet_type"
                        : r.IsDBNull(6) ? null
                        : r.GetString(6);
                    return new Row(r.GetString(0), r.GetInt64(1), r.GetGuid(2), known ? Read(r, type.Type) : null, odd);
                },
                stop
            );

    async Task<Dictionary<string, StreamRow>> StreamsAsync(
        NpgsqlConnection connection,
        string condition,
        string name,
        CancellationToken stop
    )
    {
        var streams = await new NpgsqlCommand(
            $"""
            select id, coalesce(version, 0), case
              when type is not null then 'type'
              when tenant_id is distinct from '*DEFAULT*' then 'tenant_id'
              when is_archived is distinct from false then 'is_archived'
              when compacted_version <> 0 then 'compacted_version'
            end
            from {_schema}.mt_streams where id {condition}
            """,
            connection
        ).With(name).ListAsync(r => (Name: r.GetString(0), Row: new StreamRow(r.GetInt64(1), r.IsDBNull(2) ? null : r.GetString(2))), stop);
        return streams.ToDictionary(s => s.Name, s => s.Row, StringComparer.Ordinal);
    }

    ChainedEvent? Read(NpgsqlDataReader row, Type type)
    {
        try
        {
            return store.Options.Serializer().FromJson(type, row, 3) as ChainedEvent;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>An event as it lies there; <paramref name="Odd"/> is a column that is not as Marten writes it.</summary>
    sealed record Row(string Stream, long Version, Guid Id, ChainedEvent? Happened, string? Odd);

    /// <summary>How many events a stream is said to have.</summary>
    sealed record StreamRow(long Version, string? Odd);
}
