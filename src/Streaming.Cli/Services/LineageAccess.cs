using Npgsql;
using Streaming.Lineage;
using Streaming.Lineage.Models;
using Streaming.Topology;

namespace Streaming.Cli.Services;

/// <summary>Opens what lies in PostgreSQL, with a clear message where that cannot be reached.</summary>
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
        catch (Exception e) when (IsUnreachable(e))
        {
            await store.DisposeAsync();
            throw Unreachable(e);
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
        catch (Exception e) when (IsUnreachable(e))
        {
            registry.Dispose();
            throw Unreachable(e);
        }
    }

    static bool IsUnreachable(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            if (e is NpgsqlException) return true;
        }

        return false;
    }

    static StreamingException Unreachable(Exception fault) =>
        new($"PostgreSQL cannot be used: {fault.GetBaseException().Message}. Start it, or name another one with --postgres or STREAMING_POSTGRES.", fault);
}
