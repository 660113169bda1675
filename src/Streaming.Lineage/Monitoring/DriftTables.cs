using System.Text.Json;
using Npgsql;
using Streaming.Drift.Columns;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Monitoring;

/// <summary>Where the drift follower keeps what it found: a row for each stream, and one for each alarm.</summary>
sealed class DriftTables(LineageDatabase database, string topology)
{
    readonly string _streams = $"{database.Options.Schema}.drift_streams";
    readonly string _alarms = $"{database.Options.Schema}.drift_alarms";
    readonly string _positions = $"{database.Options.Schema}.follower_positions";

    public static string Ddl(string schema) =>
        $"""
            create table if not exists {schema}.drift_streams (
              topology text not null, stream text not null, version bigint not null, model text not null, model_version int not null,
              state bytea not null, primary key (topology, stream));
            create table if not exists {schema}.drift_alarms (
              topology text not null, stream text not null, version bigint not null, row int not null, event_time bigint not null,
              model text not null, model_version int not null, evidence float8 not null, culprits text not null,
              primary key (topology, stream, version, row));
            """;

    /// <summary>What was known of a stream after its last batch that was handled; null: nothing.</summary>
    public async Task<WatchedStream?> ReadAsync(NpgsqlTransaction transaction, StreamKey stream, CancellationToken stop) =>
        (
            await new NpgsqlCommand(Select("and stream = $2"), transaction.Connection)
                .With(topology)
                .With(stream.ToString())
                .ListAsync(Stream, stop)
        ).FirstOrDefault();

    /// <summary>What is known of all streams.</summary>
    public Task<List<WatchedStream>> ReadAsync(CancellationToken stop) =>
        database.Reading.CreateCommand(Select("order by stream")).With(topology).ListAsync(Stream, stop);

    /// <summary>All alarms, by stream and row.</summary>
    public Task<List<DriftAlarm>> AlarmsAsync(CancellationToken stop) =>
        database
            .Reading.CreateCommand(
                $"select stream, version, row, event_time, model, model_version, evidence, culprits from {_alarms} where topology = $1 "
                    + "order by stream, version, row"
            )
            .With(topology)
            .ListAsync(
                r => new DriftAlarm(
                    new LineageId(Key(r.GetString(0)), r.GetInt64(1), r.GetInt32(2)),
                    new Timestamp(r.GetInt64(3)),
                    r.GetString(4),
                    r.GetInt32(5),
                    r.GetDouble(6),
                    JsonSerializer.Deserialize<List<Culprit>>(r.GetString(7)) ?? []
                ),
                stop
            );

    public Task SaveAsync(NpgsqlTransaction transaction, WatchedStream stream, CancellationToken stop)
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
        return command.With(stream.Detector.Save()).ListAsync(_ => true, stop);
    }

    public Task SaveAsync(NpgsqlTransaction transaction, DriftAlarm alarm, CancellationToken stop) =>
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
            .With(JsonSerializer.Serialize(alarm.Culprits))
            .ListAsync(_ => true, stop);

    /// <summary>Forgets everything, the follower's positions too: the next one begins with the first batches.</summary>
    public async Task ForgetAsync(CancellationToken stop)
    {
        await using var connection = await database.Reading.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        foreach (var sql in (string[])[$"delete from {_streams} where topology = $1", $"delete from {_alarms} where topology = $1"])
            await new NpgsqlCommand(sql, connection).With(topology).ListAsync(_ => true, stop);
        await new NpgsqlCommand($"delete from {_positions} where topology = $1 and follower = $2", connection)
            .With(topology)
            .With(DriftFollower.Name)
            .ListAsync(_ => true, stop);
        await transaction.CommitAsync(stop);
    }

    string Select(string rest) => $"select stream, version, model, model_version, state from {_streams} where topology = $1 {rest}";

    static WatchedStream Stream(NpgsqlDataReader row)
    {
        var key = Key(row.GetString(0));
        try
        {
            var detector = ColumnsDetector.Restore(row.GetFieldValue<byte[]>(4));
            return new WatchedStream(key, row.GetInt64(1), row.GetString(2), row.GetInt32(3), detector);
        }
        catch (InvalidDataException e)
        {
            throw new LineageCorruptException($"what the drift follower knows of {key} cannot be read: {e.Message}");
        }
    }

    static StreamKey Key(string name) =>
        StreamKey.TryParse(name, out var key)
            ? key
            : throw new LineageCorruptException($"the drift follower's table names '{name}', which is no stream");
}
