using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Application.VerifyLineage;

/// <summary>What a verification found.</summary>
/// <param name="Sound">Nothing is wrong.</param>
/// <param name="Checkpoint">What it was held against besides; null: nothing.</param>
/// <param name="Removed">Streams whose beginnings are gone under a signed statement, from which verification went on.</param>
/// <param name="Faults">Breaks of the chain first.</param>
public sealed record VerifiedLineage(
    string Topology,
    bool Sound,
    VerifiedAgainst? Checkpoint,
    IReadOnlyList<VerifiedStream> Streams,
    IReadOnlyList<RemovedBeginning> Removed,
    IReadOnlyList<FoundFault> Faults
)
{
    internal static VerifiedLineage Of(string topology, VerifyReport report, Checkpoint? checkpoint, string? key) =>
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
            [.. report.Streams.Where(s => s.Cut is not null).Select(s => RemovedBeginning.Of(s.Cut!, key))],
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

/// <summary>The beginning of a stream that was removed under a signed statement.</summary>
/// <param name="First">First version that is there.</param>
/// <param name="At">When the rest was removed.</param>
/// <param name="Keep">Under which rule.</param>
/// <param name="By">By whom; null where nobody knows.</param>
/// <param name="Archive">File that it was written to; null: none.</param>
/// <param name="Key">Fingerprint of the key that signed.</param>
/// <param name="KeyChecked">It is the key that was asked for; else it is only known that somebody's key signed.</param>
public sealed record RemovedBeginning(
    string Stream,
    long First,
    string At,
    string Keep,
    string? By,
    string? Archive,
    string Key,
    bool KeyChecked
)
{
    internal static RemovedBeginning Of(RecordedCut recorded, string? key) =>
        new(
            recorded.Cut.Stream,
            recorded.Cut.First,
            IsoTime.Format(recorded.Statement.MadeAt),
            recorded.Statement.Keep,
            recorded.Statement.By,
            recorded.Cut.Archive,
            recorded.Statement.Key,
            key is not null
        );
}

/// <summary>The first thing wrong with a stream.</summary>
/// <param name="Stream">Null where it is none of batches; the message says it then.</param>
/// <param name="Cure">What would mend it; null: nothing that this product does.</param>
public sealed record FoundFault(FaultKind Kind, string? Stream, long Version, string Message, Cure? Cure);
