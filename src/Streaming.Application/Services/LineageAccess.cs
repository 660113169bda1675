using Streaming.Learning.Goals.History;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Store.Access;
using Streaming.Store.ApiKeys;
using Streaming.Store.Contests;
using Streaming.Store.Issuing;
using Streaming.Store.Jobs;
using Streaming.Store.Runs;

namespace Streaming.Application.Services;

/// <summary>Opens what lies in PostgreSQL, made where it is missing.</summary>
public static class LineageAccess
{
    /// <summary>The lineage.</summary>
    public static Task<LineageStore> OpenLineageAsync(string postgres, CancellationToken stop) =>
        OpenedAsync(new LineageStore(postgres), store => store.EnsureSchemaAsync(stop));

    /// <summary>The model registry.</summary>
    public static Task<ModelRegistry> OpenModelsAsync(string postgres, TimeProvider time, CancellationToken stop) =>
        OpenedAsync(new ModelRegistry(postgres, time), registry => registry.EnsureSchemaAsync(stop));

    /// <summary>The access log.</summary>
    internal static Task<AccessStore> OpenAccessAsync(string postgres, CancellationToken stop) =>
        OpenedAsync(new AccessStore(postgres), store => store.EnsureSchemaAsync(stop));

    /// <summary>Jobs.</summary>
    internal static Task<JobStore> OpenJobsAsync(string postgres, TimeProvider time, CancellationToken stop) =>
        OpenedAsync(new JobStore(postgres, time), store => store.EnsureSchemaAsync(stop));

    /// <summary>Keys of those who call from elsewhere.</summary>
    internal static Task<ApiKeyStore> OpenApiKeysAsync(string postgres, TimeProvider time, CancellationToken stop) =>
        OpenedAsync(new ApiKeyStore(postgres, time), store => store.EnsureSchemaAsync(stop));

    /// <summary>Contested decisions.</summary>
    internal static Task<ContestStore> OpenContestsAsync(string postgres, TimeProvider time, CancellationToken stop) =>
        OpenedAsync(new ContestStore(postgres, time), store => store.EnsureSchemaAsync(stop));

    /// <summary>What the embedded issuer of tokens keeps.</summary>
    internal static Task<IssuerStore> OpenIssuerAsync(string postgres, TimeProvider time, CancellationToken stop) =>
        OpenedAsync(new IssuerStore(postgres, time), store => store.EnsureSchemaAsync(stop));

    /// <summary>Learning runs.</summary>
    internal static Task<RunStore> OpenRunsAsync(string postgres, CancellationToken stop) =>
        OpenedAsync(new RunStore(postgres), store => store.EnsureSchemaAsync(stop));

    /// <summary>What was done for goals.</summary>
    internal static Task<GoalsStore> OpenGoalsAsync(string postgres, CancellationToken stop) =>
        OpenedAsync(new GoalsStore(postgres), store => store.EnsureSchemaAsync(stop));

    static async Task<T> OpenedAsync<T>(T store, Func<T, Task> ensure)
    {
        try
        {
            await ensure(store);
            return store;
        }
        catch
        {
            if (store is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                (store as IDisposable)?.Dispose();
            throw;
        }
    }
}
