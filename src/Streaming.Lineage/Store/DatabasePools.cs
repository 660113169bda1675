using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Streaming.Lineage.Format;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Topologies;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Store;

/// <summary>The connections of a store, and Marten over them.</summary>
sealed class DatabasePools : IAsyncDisposable
{
    /// <summary>A verification of years of lineage has statements that run for minutes.</summary>
    static readonly TimeSpan ReadTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The client gives up on an append this long after the server should have.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="pooled">
    /// A pooler hands each transaction to another session, so that nothing may be left behind in one: no statements prepared, no
    /// settings but a transaction's own (<see cref="TransactionLimits"/>).
    /// </param>
    public DatabasePools(string connectionString, LineageOptions options, bool pooled)
    {
        IsPooled = pooled;
        Writing = Source(
            connectionString,
            options,
            LineageDatabase.WriterName,
            pooled,
            pooled ? null : TransactionLimits.AsStartupOptions(options),
            options.StatementTimeout + Grace
        );
        Reading = Source(connectionString, options, LineageDatabase.WriterName + "-read", pooled, startup: null, ReadTimeout);
        Store = DocumentStore.For(store =>
        {
            store.Connection(Reading);
            store.DatabaseSchemaName = options.Schema;
            // The schema is made by EnsureSchemaAsync, once, under a lock: no checks on the way of an append.
            store.AutoCreateSchemaObjects = AutoCreate.None;
            store.DisableNpgsqlLogging = true;
            store.Events.StreamIdentity = StreamIdentity.AsString;
            // The server checks the expected version and draws the sequence number itself: one round trip for all streams.
            store.Events.AppendMode = EventAppendMode.Quick;
            store.Events.UseBinarySerializer<LineageEvent>(new LineageEventSerializer());
            store.Events.MapEventType<LineageEvent>(StoredEvent.Type);
            store.MapHistoryEvents(typeof(TopologyRecorded), typeof(LineageCutRecorded));
        });
    }

    /// <summary>Between us and the server is a pooler.</summary>
    public bool IsPooled { get; }

    public NpgsqlDataSource Writing { get; }

    public NpgsqlDataSource Reading { get; }

    public DocumentStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Writing.DisposeAsync();
        await Reading.DisposeAsync();
    }

    static NpgsqlDataSource Source(
        string connectionString,
        LineageOptions settings,
        string application,
        bool pooled,
        string? startup,
        TimeSpan timeout
    )
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = application,
            CommandTimeout = (int)timeout.TotalSeconds,
            MaxPoolSize = settings.MaxConnections,
            // Every command here is one of a handful: planned once per connection.
            MaxAutoPrepare = pooled ? 0 : 32,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = pooled,
        };
        if (startup is not null)
            builder.Options = string.IsNullOrEmpty(builder.Options) ? startup : $"{builder.Options} {startup}";
        return WritableSource.Create(builder);
    }
}
