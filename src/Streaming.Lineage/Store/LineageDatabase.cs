using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Streaming.Lineage.Topologies;
using Streaming.Topology;

namespace Streaming.Lineage;

/// <summary>
/// Marten's store and two connection pools: appends run under short timeouts, since a row lock must not outlive a frozen
/// process; reads may take as long as they need.
/// </summary>
internal sealed class LineageDatabase : IAsyncDisposable
{
    /// <summary>Application name of the sessions that append.</summary>
    public const string WriterName = "streaming-lineage";

    /// <summary>A verification of years of lineage has statements that run for minutes.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The client gives up on an append this long after the server should have.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public LineageDatabase(string connectionString, LineageOptions options)
    {
        if (options.Schema.Length == 0 || options.Schema.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_') || char.IsAsciiDigit(options.Schema[0]))
            throw new StreamingException($"'{options.Schema}' cannot be the lineage's PostgreSQL schema: use small letters, digits and underscores.");
        Options = options;
        Writing = Source(connectionString, options, WriterName,
            $"-c idle_in_transaction_session_timeout={Milliseconds(options.IdleTransactionTimeout)}" +
            $" -c lock_timeout={Milliseconds(options.LockTimeout)}" +
            $" -c statement_timeout={Milliseconds(options.StatementTimeout)}",
            options.StatementTimeout + Grace);
        Reading = Source(connectionString, options, WriterName + "-read", options: null, ReadTimeout);
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
            store.Events.MapEventType<TopologyRecorded>(TopologyRecorded.Name);
        });
    }

    public LineageOptions Options { get; }

    public NpgsqlDataSource Writing { get; }

    public NpgsqlDataSource Reading { get; }

    public DocumentStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Writing.DisposeAsync();
        await Reading.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, LineageOptions settings, string application, string? options, TimeSpan timeout)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = application,
            CommandTimeout = (int)timeout.TotalSeconds,
            MaxPoolSize = settings.MaxConnections,
            // Every command here is one of a handful: planned once per connection.
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
        };
        if (options is not null)
            builder.Options = string.IsNullOrEmpty(builder.Options) ? options : $"{builder.Options} {options}";
        return NpgsqlDataSource.Create(builder);
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
