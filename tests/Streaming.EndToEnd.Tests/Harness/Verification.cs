using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Models;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>What <c>streaming verify</c> would say.</summary>
static class Verification
{
    public static async Task<IReadOnlyList<LineageFault>> FaultsAsync(string postgres, string topology)
    {
        await using var store = new LineageStore(postgres);
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        return [.. (await new LineageVerifier(store, registry).VerifyAsync(topology)).Faults];
    }
}
