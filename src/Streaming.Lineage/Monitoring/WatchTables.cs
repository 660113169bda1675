using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Monitoring;

/// <summary>Where a follower that watches streams keeps what it found, in tables named after it: a row for each stream, and one for each
/// alarm.</summary>
/// <param name="store">Where lineage is.</param>
/// <param name="follower">The follower's name: one of those whose tables the schema has.</param>
/// <param name="topology">Name of the topology.</param>
public sealed class WatchTables(LineageStore store, string follower, string topology)
{
    /// <summary>Name of the follower that holds recorded scores against labels.</summary>
    public const string Outcomes = "outcomes";

    readonly string _streams = $"{store.Database.Options.Schema}.{follower}_streams";
    readonly string _alarms = $"{store.Database.Options.Schema}.{follower}_alarms";
    readonly string _positions = $"{store.Database.Options.Schema}.follower_positions";

    internal static string Ddl(string schema, string follower) =>
        $"""
            create table if not exists {schema}.{follower}_streams (
              topology text not null, stream text not null, version bigint not null, model text not null, model_version int not null,
              state bytea not null, primary key (topology, stream));
            create table if not exists {schema}.{follower}_alarms (
              topology text not null, stream text not null, version bigint not null, row int not null, event_time bigint not null,
              model text not null, model_version int not null, evidence float8 not null, culprits text not null,
              primary key (topology, stream, version, row));
            alter table {schema}.{follower}_streams alter column state set storage external;
            """;

    /// <summary>A handler of batches that keeps what it finds here, in the transaction that moves the follower's position.</summary>
    public BatchesHandler Handler(Func<IReadOnlyList<LineageBatch>, WatchTransaction, CancellationToken, Task> handle) =>
        (batches, transaction, stop) => handle(batches, new WatchTransaction(this, transaction), stop);

    /// <summary>What was known of a stream after its last batch that was handled; null: nothing.</summary>
    internal async Task<WatchState?> ReadAsync(NpgsqlTransaction transaction, StreamKey stream, CancellationToken stop) =>
        (
            await new NpgsqlCommand(Select("and stream = $2"), transaction.Connection)
                .With(topology)
                .With(stream.ToString())
                .ListAsync(State, stop)
        ).FirstOrDefault();

    /// <summary>What is known of all streams.</summary>
    public Task<List<WatchState>> ReadAsync(CancellationToken stop) =>
        store.Database.Reading.CreateCommand(Select("order by stream")).With(topology).ListAsync(State, stop);

    /// <summary>All alarms, by stream and row.</summary>
    public Task<List<WatchAlarm>> AlarmsAsync(CancellationToken stop) =>
        store
            .Database.Reading.CreateCommand(
                $"select stream, version, row, event_time, model, model_version, evidence, culprits from {_alarms} where topology = $1 "
                    + "order by stream, version, row"
            )
            .With(topology)
            .ListAsync(
                r => new WatchAlarm(
                    new LineageId(Key(r.GetString(0)), r.GetInt64(1), r.GetInt32(2)),
                    new Timestamp(r.GetInt64(3)),
                    r.GetString(4),
                    r.GetInt32(5),
                    r.GetDouble(6),
                    r.GetString(7)
                ),
                stop
            );

    internal Task SaveAsync(NpgsqlTransaction transaction, WatchState stream, CancellationToken stop)
    {
        var command = new NpgsqlCommand(
            $"""
            insert into {_streams} (topology, stream, version, model, model_version, state) values ($1, $2, $3, $4, $5, $6)
            on conflict (topology, stream) do update set version = excluded.version, model = excluded.model,
              model_version = excluded.model_version, state = excluded.state
            """,
            transaction.Connection
        );
        command.With(topology).With(stream.Stream.ToString()).With(stream.Version).With(stream.Model).With(stream.ModelVersion);
        return command.With(stream.State).ListAsync(_ => true, stop);
    }

    internal Task SaveAsync(NpgsqlTransaction transaction, WatchAlarm alarm, CancellationToken stop) =>
        new NpgsqlCommand(
            $"insert into {_alarms} (topology, stream, version, row, event_time, model, model_version, evidence, culprits) "
                + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            transaction.Connection
        )
            .With(topology)
            .With(alarm.Record.Stream.ToString())
            .With(alarm.Record.Version)
            .With(alarm.Record.Row)
            .With(alarm.EventTime.Micros)
            .With(alarm.Model)
            .With(alarm.ModelVersion)
            .With(alarm.Evidence)
            .With(alarm.Culprits)
            .ListAsync(_ => true, stop);

    /// <summary>Forgets everything, the follower's positions too: the next one begins with the first batches.</summary>
    public async Task ForgetAsync(CancellationToken stop)
    {
        await using var connection = await store.Database.Reading.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        foreach (var sql in (string[])[$"delete from {_streams} where topology = $1", $"delete from {_alarms} where topology = $1"])
            await new NpgsqlCommand(sql, connection).With(topology).ListAsync(_ => true, stop);
        await new NpgsqlCommand($"delete from {_positions} where topology = $1 and follower = $2", connection)
            .With(topology)
            .With(follower)
            .ListAsync(_ => true, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>What is kept cannot be read.</summary>
    public LineageCorruptException Unreadable(StreamKey stream, string fault) =>
        new($"what the follower {follower} knows of {stream} cannot be read: {fault}");

    string Select(string rest) => $"select stream, version, model, model_version, state from {_streams} where topology = $1 {rest}";

    WatchState State(NpgsqlDataReader row) =>
        new(Key(row.GetString(0)), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<byte[]>(4));

    StreamKey Key(string name) =>
        StreamKey.TryParse(name, out var key)
            ? key
            : throw new LineageCorruptException($"the table of the follower {follower} names '{name}', which is no stream");
}
