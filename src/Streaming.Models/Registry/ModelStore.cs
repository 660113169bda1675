using Marten;
using Npgsql;
using Streaming.Models.History;
using Streaming.Store.HashChains;

namespace Streaming.Models.Registry;

/// <summary>How the registry lies in Marten.</summary>
static class ModelStore
{
    /// <summary>Processes that start together create the schema one after the other.</summary>
    const long LockKey = 0x5354_524D_4D4F_444C;

    /// <summary>What happens to a model.</summary>
    public static readonly Type[] Events =
    [
        typeof(ModelRegistered),
        typeof(ModelShadowBegun),
        typeof(ModelCanaryBegun),
        typeof(ModelPromoted),
        typeof(ModelRejected),
        typeof(ModelRolledBack),
    ];

    public const string NamePrefix = "model/";

    public const string BytesPrefix = "model-bytes/";

    public static string StreamOf(string name) => NamePrefix + name;

    public static string NameOf(string stream) => stream[NamePrefix.Length..];

    public static string StreamOfBytes(string hash) => BytesPrefix + hash;

    /// <summary>The connections stay the caller's to dispose of.</summary>
    public static DocumentStore Open(NpgsqlDataSource connections, string schema) => HashChainSetup.Open(connections, schema, store =>
        {
            store.Events.UseBinarySerializer<ModelStored>(new ModelStoredSerializer());
            store.MapEvent(typeof(ModelStored), ModelStored.Name, ModelStored.DotNetName);
            store.MapHistoryEvents(Events);
        });

    /// <exception cref="Streaming.Topology.StreamingException">The database does not answer, or refuses.</exception>
    public static Task EnsureSchemaAsync(DocumentStore store, CancellationToken stop) =>
        HashChainSetup.EnsureSchemaAsync(store, LockKey, stop);
}
