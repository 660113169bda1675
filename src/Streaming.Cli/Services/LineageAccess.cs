using Streaming.Lineage;
using Streaming.Lineage.Models;

namespace Streaming.Cli.Services;

/// <summary>Opens what lies in PostgreSQL, made where it is missing.</summary>
internal static class LineageAccess
{
    public static async Task<LineageStore> OpenLineageAsync(string postgres, CancellationToken stop)
    {
        var store = new LineageStore(postgres);
        try
        {
            await store.EnsureSchemaAsync(stop);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public static async Task<ModelRegistry> OpenModelsAsync(string postgres, TimeProvider time, CancellationToken stop)
    {
        var registry = new ModelRegistry(postgres, time);
        try
        {
            await registry.EnsureSchemaAsync(stop);
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }
}
