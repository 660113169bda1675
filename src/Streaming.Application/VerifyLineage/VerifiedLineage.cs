using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Application.VerifyLineage;

/// <summary>What a verification found.</summary>
/// <param name="Sound">Nothing is wrong.</param>
/// <param name="Checkpoint">What it was held against besides; null: nothing.</param>
/// <param name="Faults">Breaks of the chain first.</param>
public sealed record VerifiedLineage(
    string Topology,
    bool Sound,
    VerifiedAgainst? Checkpoint,
    IReadOnlyList<VerifiedStream> Streams,
    IReadOnlyList<FoundFault> Faults
)
{
    internal static VerifiedLineage Of(string topology, VerifyReport report, Checkpoint? checkpoint) =>
        new(
            topology,
            report.IsSound,
            checkpoint is null ? null : new VerifiedAgainst(IsoTime.Format(checkpoint.MadeAt)),
            [
                .. report.Streams.Select(s => new VerifiedStream(
                    s.Stream.ToString(),
                    s.Versions,
                    s.Records,
                    s.Tail is null ? null : Convert.ToHexStringLower(s.Tail.Hash)
                )),
            ],
            [
                .. report.Faults.Select(f => new FoundFault(
                    f.Kind,
                    f.Stream == default ? null : f.Stream.ToString(),
                    f.Version,
                    f.Message,
                    f.Kind == FaultKind.IndexDiffers ? Cure.RepairIndex(topology) : null
                )),
            ]
        );
}

/// <summary>A checkpoint that lineage was held against.</summary>
public sealed record VerifiedAgainst(string SignedAt);

/// <summary>One stream that was verified.</summary>
/// <param name="Versions">Batches up to the first fault, or all.</param>
/// <param name="Records">Rows, labels and rejected records that were read.</param>
/// <param name="Hash">Of the last batch; null where the chain is broken.</param>
public sealed record VerifiedStream(string Stream, long Versions, long Records, string? Hash);

/// <summary>The first thing wrong with a stream.</summary>
/// <param name="Stream">Null where it is none of batches; the message says it then.</param>
/// <param name="Cure">What would mend it; null: nothing that this product does.</param>
public sealed record FoundFault(FaultKind Kind, string? Stream, long Version, string Message, Cure? Cure);
