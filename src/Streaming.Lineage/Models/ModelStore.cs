using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace Streaming.Lineage.Models;

/// <summary>How the registry lies in Marten.</summary>
internal static class ModelStore
{
    /// <summary>Processes that start together create the schema one after the other.</summary>
    private const long LockKey = 0x5354_524D_4D4F_444C;

    public const string NamePrefix = "model/";

    public const string BytesPrefix = "model-bytes/";

    public static string StreamOf(string name) => NamePrefix + name;

    public static string NameOf(string stream) => stream[NamePrefix.Length..];

    public static string StreamOfBytes(string hash) => BytesPrefix + hash;

    /// <summary>The connections stay the caller's to dispose of.</summary>
    public static DocumentStore Open(NpgsqlDataSource connections, string schema) => DocumentStore.For(store =>
    {
        store.Connection(connections);
        store.DatabaseSchemaName = schema;
        store.AutoCreateSchemaObjects = AutoCreate.None;
        store.DisableNpgsqlLogging = true;
        store.Events.StreamIdentity = StreamIdentity.AsString;
        store.Events.UseBinarySerializer<ModelStored>(new ModelStoredSerializer());
        store.Events.MapEventType<ModelStored>(ModelStored.Name);
        store.Events.MapEventType<ModelRegistered>(ModelRegistered.Name);
        store.Events.MapEventType<ModelPutToUse>(ModelPutToUse.Name);
    });

    /// <exception cref="Streaming.Topology.StreamingException">The database does not answer, or refuses.</exception>
    public static async Task EnsureSchemaAsync(DocumentStore store, CancellationToken cancellation)
    {
        try
        {
            await CreateAsync(store, cancellation);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    private static async Task CreateAsync(DocumentStore store, CancellationToken cancellation)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(cancellation);
        // A lock of the transaction: a connection that goes back to its pool, or a pooler, would keep one of the session.
        await using var transaction = await SchemaLock.BeginAsync(connection, LockKey, cancellation);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await transaction.CommitAsync(cancellation);
    }
}
