using JasperFx;
using Marten;
using Streaming.Lineage.Following;
using Streaming.Lineage.Index;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Retention;
using Streaming.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Store;

/// <summary>Creates what the lineage needs in the database; does nothing where it is there already.</summary>
static class LineageSchema
{
    /// <summary>Processes that start together create the schema one after the other.</summary>
    const long LockKey = 0x5354_524D_4C4E_4745;

    static readonly string Made = $"streaming lineage 7, Marten {typeof(DocumentStore).Assembly.GetName().Version}";

    /// <exception cref="StoreUnavailableException">The database does not answer, or does not let this user create tables.</exception>
    public static async Task EnsureAsync(LineageDatabase database, CancellationToken stop)
    {
        try
        {
            await CreateAsync(database, stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    static async Task CreateAsync(LineageDatabase database, CancellationToken stop)
    {
        await database.RecognisePoolerAsync(stop);
        await using var connection = await database.Reading.OpenConnectionAsync(stop);
        var mark = new SchemaMark(database.Options.Schema, Made);
        if (await mark.IsSetAsync(connection, stop))
            return;
        // A lock of the transaction: a pooler may give the next one another session.
        await using var transaction = await SchemaLock.BeginAsync(connection, LockKey, stop);
        if (await mark.IsSetAsync(connection, stop))
            return;
        await database.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await connection.ExecuteAsync(Ddl(database.Options.Schema) + mark.Ddl, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>
    /// Bodies are compressed already and filters do not compress: EXTERNAL stores them as they are, and lets the server cut
    /// a few bytes out of a large one. Where it was not said what a filter covers, an earlier release made it. The index on time serves the
    /// restore of state, which asks for recent batches.
    /// </summary>
    static string Ddl(string schema) =>
        $"""
            alter table {schema}.mt_events alter column bdata set storage external;
            create table if not exists {schema}.batches (
              stream text not null, version bigint not null,
              rows int not null, labels int not null, rejected int not null,
              min_time bigint not null, max_time bigint not null, clock bigint not null,
              filter bytea not null, primary key (stream, version));
            alter table {schema}.batches alter column filter set storage external;
            create table if not exists {schema}.groups (
              stream text not null, first_version bigint not null, last_version bigint not null,
              filter bytea not null, primary key (stream, first_version));
            alter table {schema}.groups alter column filter set storage external;
            alter table {schema}.batches add column if not exists kinds int not null default {(int)FilterKinds.EventIds};
            alter table {schema}.groups add column if not exists kinds int not null default {(int)FilterKinds.EventIds};
            create table if not exists {schema}.snapshots (
              stream text not null, version bigint not null, body bytea not null, primary key (stream, version));
            alter table {schema}.snapshots alter column body set storage external;
            create index if not exists batches_by_time on {schema}.batches (stream, max_time);
            {SegmentTable.Ddl(schema)}
            {FollowerTables.Ddl(schema)}
            {WatchTables.Ddl(schema, DriftFollower.Name)}
            {WatchTables.Ddl(schema, WatchTables.Outcomes)}
            """;
}
