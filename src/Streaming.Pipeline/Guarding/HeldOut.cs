using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Guarding;

/// <summary>What guards have to know of a version before it may decide.</summary>
static class HeldOut
{
    /// <summary>Finds what a version scored of rows that it had not learnt from; null where no guard of the topology asks for
    /// that.</summary>
    public static Func<ModelVersion, CancellationToken, Task<HeldOutScores>>? Of(IModelSource source, TopologyModel topology) =>
        topology.Guards.OfType<AbstainGuard>().FirstOrDefault() is not { } guard
            ? null
            : async (version, stop) =>
                await source.HeldOutAsync(version, stop)
                // A guard that would let everything through unseen is none.
                ?? throw new ModelException(
                    $"Guard {guard.Name} of {topology.Name} abstains by what a version scored of rows that it had not learnt from, and "
                        + $"with {version.Name} version {version.Version} nobody kept that: it was registered from a file, or by an "
                        + "earlier release. "
                        + "Train a version with this release and put it in use, or take the guard out of the topology."
                );
}
