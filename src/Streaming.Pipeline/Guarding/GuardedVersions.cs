using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Inference.Serving;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Guarding;

/// <summary>What guards have to know of a version before it may decide. A guard that would let everything through unseen is none, so that a
/// version of which nothing is known is refused.</summary>
static class GuardedVersions
{
    const string NobodyKept = "nobody kept that: it was registered from a file, or by an earlier release.";
    const string Cure = "Train a version with this release and put it in use, or take the guard out of the topology.";

    /// <summary>Finds what was kept with a version; null where no guard of the topology asks for anything.</summary>
    public static Func<ModelVersion, CancellationToken, Task<VersionFacts>>? Of(IModelSource source, TopologyModel topology)
    {
        var abstain = topology.Guards.OfType<AbstainGuard>().FirstOrDefault();
        // Of several the one that needs the most rows.
        var outlier = topology.Guards.OfType<OutlierGuard>().MinBy(g => g.Rate);
        return abstain is null && outlier is null
            ? null
            : async (version, stop) =>
                new VersionFacts(
                    abstain is null ? null : await HeldOutAsync(source, topology, abstain, version, stop),
                    outlier is null ? null : await IsolationAsync(source, topology, outlier, version, stop)
                );
    }

    static async Task<HeldOutScores> HeldOutAsync(
        IModelSource source,
        TopologyModel topology,
        AbstainGuard guard,
        ModelVersion version,
        CancellationToken stop
    ) =>
        await source.HeldOutAsync(version, stop)
        ?? throw new ModelException(
            $"Guard {guard.Name} of {topology.Name} abstains by what a version scored of rows that it had not learnt from, and "
                + $"with {version.Name} version {version.Version} {NobodyKept} {Cure}"
        );

    static async Task<IsolationReference> IsolationAsync(
        IModelSource source,
        TopologyModel topology,
        OutlierGuard guard,
        ModelVersion version,
        CancellationToken stop
    )
    {
        var kept = await source.IsolationAsync(version, stop)
            ?? throw new ModelException(
                $"Guard {guard.Name} of {topology.Name} finds outliers by the rows that a version was trained on, and "
                    + $"with {version.Name} version {version.Version} {NobodyKept} {Cure}"
            );
        if (kept.Forest.Features != topology.Features.Count)
        {
            throw new ModelException(
                $"What was kept of the rows of {version.Name} version {version.Version} is of {kept.Forest.Features} features, and "
                    + $"{topology.Name} computes {topology.Features.Count}. {Cure}"
            );
        }

        var least = IsolationReference.LeastRows(guard.Rate);
        return kept.HeldOut >= least
            ? kept
            : throw new ModelException(
                $"Guard {guard.Name} of {topology.Name} takes {new MostOf(guard.Rate, IsShare: true)} of rows for outliers, which needs "
                    + $"{least:N0} rows that a version was judged on, and {version.Name} version {version.Version} was judged on "
                    + $"{kept.HeldOut:N0}. Write a greater `rate`, or train a version on more rows and put it in use."
            );
    }
}
