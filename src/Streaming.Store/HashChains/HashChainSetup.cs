using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Events;
using Npgsql;
using Streaming.Store.Postgres;

namespace Streaming.Store.HashChains;

/// <summary>Sets a Marten store up for histories.</summary>
public static class HashChainSetup
{
    /// <summary>Its number goes up with what any of the stores makes.</summary>
    static readonly string Made = $"streaming histories 2, Marten {typeof(DocumentStore).Assembly.GetName().Version}";

    /// <summary>Opens a store of histories in a schema of its own. The connections stay the caller's to dispose of.</summary>
    /// <param name="connections">PostgreSQL.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="configure">Names the events; see <see cref="MapHistoryEvents"/>.</param>
    public static DocumentStore Open(NpgsqlDataSource connections, string schema, Action<StoreOptions> configure) =>
        DocumentStore.For(store =>
        {
            store.Connection(connections);
            store.DatabaseSchemaName = schema;
            store.AutoCreateSchemaObjects = AutoCreate.None;
            store.DisableNpgsqlLogging = true;
            store.Events.StreamIdentity = StreamIdentity.AsString;
            configure(store);
        });

    /// <summary>Makes events known to a store, under the names that they have had since they were first written.</summary>
    /// <param name="store">The store.</param>
    /// <param name="types">Kinds of <see cref="ChainedEvent"/>.</param>
    public static void MapHistoryEvents(this StoreOptions store, params ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
        {
            var blank = ChainedEvent.Blank(type);
            store.MapEvent(type, blank.TypeName(), blank.DotNetName());
        }
    }

    /// <summary>Makes an event known to a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">The event.</param>
    /// <param name="name">What stands in the column <c>type</c>.</param>
    /// <param name="dotNetName">What stands in the column <c>mt_dotnet_type</c>.</param>
    public static void MapEvent(this StoreOptions store, Type type, string name, string dotNetName)
    {
        store.Events.MapEventType(type, name);
        ((EventGraph)store.Events).EventMappingFor(type).DotNetTypeName = dotNetName;
    }

    /// <summary>Creates a store's tables and functions where they are missing. Safe to call from several processes at once.</summary>
    /// <param name="store">The store.</param>
    /// <param name="lockKey">Processes with the same one do it one after the other.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="StoreRefusedException">It refuses.</exception>
    public static async Task EnsureSchemaAsync(DocumentStore store, long lockKey, CancellationToken stop)
    {
        try
        {
            await using var connection = store.Storage.Database.CreateConnection();
            await connection.OpenAsync(stop);
            var mark = new SchemaMark(store.Options.DatabaseSchemaName, Made);
            if (await mark.IsSetAsync(connection, stop))
                return;
            // A lock of the transaction: a connection that goes back to its pool, or a pooler, would keep one of the session.
            await using var transaction = await SchemaLock.BeginAsync(connection, lockKey, stop);
            if (await mark.IsSetAsync(connection, stop))
                return;
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await connection.ExecuteAsync(mark.Ddl, stop);
            await transaction.CommitAsync(stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }
}
