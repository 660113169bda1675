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

    public static DocumentStore Open(string connectionString, string schema) => DocumentStore.For(store =>
    {
        store.Connection(connectionString);
        store.DatabaseSchemaName = schema;
        store.AutoCreateSchemaObjects = AutoCreate.None;
        store.DisableNpgsqlLogging = true;
        store.Events.StreamIdentity = StreamIdentity.AsString;
        store.Events.UseBinarySerializer<ModelStored>(new ModelStoredSerializer());
        store.Events.MapEventType<ModelStored>(ModelStored.Name);
        store.Events.MapEventType<ModelRegistered>(ModelRegistered.Name);
        store.Events.MapEventType<ModelPutToUse>(ModelPutToUse.Name);
    });

    public static async Task EnsureSchemaAsync(DocumentStore store, CancellationToken cancellation)
    {
        await using var connection = store.Storage.Database.CreateConnection();
        await connection.OpenAsync(cancellation);
        await ExecuteAsync($"select pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        }
        finally
        {
            // A connection that goes back to its pool would keep the lock.
            await ExecuteAsync($"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }

        async Task ExecuteAsync(string sql, CancellationToken ct)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
