using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Following;

/// <summary>Where followers keep their positions and leases.</summary>
sealed class FollowerTables(LineageDatabase database, string topology, string follower)
{
    readonly string _leases = $"{database.Options.Schema}.followers";
    readonly string _positions = $"{database.Options.Schema}.follower_positions";

    /// <summary>The stage that is followed; null: all.</summary>
    public string? Stage { get; init; }

    public static string Ddl(string schema) =>
        $"""
            create table if not exists {schema}.followers (
              topology text not null, follower text not null, owner text not null, fence bigint not null, until timestamptz not null,
              primary key (topology, follower));
            alter table {schema}.followers add column if not exists stage text;
            create table if not exists {schema}.follower_positions (
              topology text not null, follower text not null, stream text not null, version bigint not null, hash bytea not null,
              clock bigint not null,
              primary key (topology, follower, stream));
            """;

    public Task<List<FollowerPosition>> PositionsAsync(CancellationToken stop) =>
        Named(
                database.Reading.CreateCommand(
                    $"select stream, version, hash, clock from {_positions} where topology = $1 and follower = $2 order by stream"
                )
            )
            .ListAsync(
                r => new FollowerPosition(Key(r.GetString(0)), r.GetInt64(1), r.GetFieldValue<byte[]>(2), new Timestamp(r.GetInt64(3))),
                stop
            );

    /// <summary>How far the followers of a topology are, all of them.</summary>
    public static async Task<UnhandledBatches> UnhandledAsync(LineageDatabase database, string topology, CancellationToken stop)
    {
        var schema = database.Options.Schema;
        var followers = await database
            .Reading.CreateCommand($"select follower, stage from {schema}.followers where topology = $1 and follower <> $2")
            .With(topology)
            .With(LineageRetention.LeaseName)
            .ListAsync(r => (r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1)), stop);
        var positions = await database
            .Reading.CreateCommand($"select follower, stream, version from {schema}.follower_positions where topology = $1")
            .With(topology)
            .ListAsync(r => (Follower: r.GetString(0), Stream: r.GetString(1), Version: r.GetInt64(2)), stop);
        return new UnhandledBatches(followers, positions.ToDictionary(p => (p.Follower, p.Stream), p => p.Version));
    }

    /// <summary>The number under which the lease is held from now on; null: another process has it.</summary>
    public async Task<long?> TryTakeAsync(string owner, TimeSpan lease, CancellationToken stop)
    {
        var command = Named(
                database.Reading.CreateCommand(
                    $"""
                    insert into {_leases} as l (topology, follower, owner, fence, until, stage)
                    values ($1, $2, $3, 1, clock_timestamp() + $4, $5)
                    on conflict (topology, follower) do update set owner = excluded.owner, fence = l.fence + 1, until = excluded.until,
                      stage = excluded.stage
                    where l.until < clock_timestamp() returning fence
                    """
                )
            )
            .With(owner)
            .With(lease)
            .With(Stage);
        return (await command.ListAsync(r => (long?)r.GetInt64(0), stop)).FirstOrDefault();
    }

    /// <summary>False: another process has taken the lease.</summary>
    public async Task<bool> RenewAsync(long fence, TimeSpan lease, CancellationToken stop) =>
        (await Renewal(database.Reading.CreateCommand(), fence, lease).ListAsync(_ => true, stop)).Count == 1;

    /// <summary>
    /// Moves the position, from the version before what was handled, in a transaction that holds the lease from here to its end.
    /// </summary>
    /// <returns>False: another process has taken the lease, and the transaction must not be committed.</returns>
    public async Task<bool> SaveAsync(
        NpgsqlTransaction transaction,
        long fence,
        TimeSpan lease,
        long before,
        FollowerPosition position,
        CancellationToken stop
    )
    {
        var connection = transaction.Connection!;
        if ((await Renewal(new NpgsqlCommand { Connection = connection }, fence, lease).ListAsync(_ => true, stop)).Count == 0)
            return false;
        var command = Named(
                new NpgsqlCommand(
                    $"""
                    insert into {_positions} as p (topology, follower, stream, version, hash, clock) values ($1, $2, $3, $4, $5, $6)
                    on conflict (topology, follower, stream) do update set version = excluded.version, hash = excluded.hash,
                      clock = excluded.clock
                    where p.version = $7 returning version
                    """,
                    connection
                )
            )
            .With(position.Stream.ToString())
            .With(position.Version)
            .With(position.Hash)
            .With(position.Watermark.Micros)
            .With(before);
        return (await command.ListAsync(_ => true, stop)).Count == 1;
    }

    /// <summary>Lets the next process have the lease at once.</summary>
    public Task ReleaseAsync(long fence, CancellationToken stop) => RenewAsync(fence, TimeSpan.FromMilliseconds(-1), stop);

    NpgsqlCommand Renewal(NpgsqlCommand command, long fence, TimeSpan lease)
    {
        command.CommandText =
            $"update {_leases} set until = clock_timestamp() + $4 where topology = $1 and follower = $2 and fence = $3 returning fence";
        return Named(command).With(fence).With(lease);
    }

    NpgsqlCommand Named(NpgsqlCommand command) => command.With(topology).With(follower);

    static StreamKey Key(string name) =>
        StreamKey.TryParse(name, out var key)
            ? key
            : throw new LineageCorruptException($"a follower's position names '{name}', which is no stream");
}
