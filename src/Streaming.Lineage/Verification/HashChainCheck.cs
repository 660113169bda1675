using Streaming.Lineage.Evidence;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Verification;

/// <summary>Whether the histories of models and of topologies' texts are what was written, and go on from what was signed.</summary>
static class HashChainCheck
{
    /// <summary>The report with what was found added.</summary>
    public static VerifyReport Add(VerifyReport report, Checkpoint? checkpoint, IReadOnlyList<HashChainWalk> walks) =>
        report with
        {
            Lost = [.. report.Lost, .. walks.SelectMany(w => w.Faults).Select(Fault), .. Contradictions(checkpoint, walks)],
        };

    /// <summary>A fault of a history as one of lineage; it belongs to no stream of batches.</summary>
    static LineageFault Fault(HashChainFault fault) =>
        new(
            fault.Kind == HashChainFaultKind.ContentLost ? FaultKind.ModelLost : FaultKind.HistoryDiffers,
            default,
            fault.Version,
            fault.Message
        );

    /// <summary>What a checkpoint says otherwise, of histories that look sound by themselves.</summary>
    public static IEnumerable<LineageFault> Contradictions(Checkpoint? checkpoint, IReadOnlyList<HashChainWalk> walks) =>
        (checkpoint?.Histories ?? [])
            .Where(head => !walks.Any(w => w.IsBroken(head.Stream) || w.Holds(head)))
            .Select(head => new LineageFault(
                FaultKind.HistoryDiffers,
                default,
                head.Version,
                $"{head.Stream}/{head.Version}: the event, or one before it, is gone or not the one that was signed"
            ));
}
