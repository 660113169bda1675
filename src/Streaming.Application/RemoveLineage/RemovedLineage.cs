using Streaming.Events.Time;
using Streaming.Lineage.Retention;
using Streaming.Topology.Shapes;

namespace Streaming.Application.RemoveLineage;

/// <summary>What of lineage was removed, or would be.</summary>
/// <param name="Keep">How long lineage is kept, as the topology says.</param>
/// <param name="DryRun">Nothing was removed.</param>
/// <param name="Statement">What was signed; null: nothing was removed.</param>
/// <param name="Streams">Every stream.</param>
/// <param name="Finished">Streams of which an earlier removal had left something undone.</param>
public sealed record RemovedLineage(
    string Topology,
    string Keep,
    bool DryRun,
    RemovalStatement? Statement,
    IReadOnlyList<RemovedStream> Streams,
    IReadOnlyList<string> Finished
)
{
    internal static RemovedLineage Of(string topology, TimeSpan keep, bool dryRun, RetentionReport report) =>
        new(
            topology,
            DurationText.Format(keep),
            dryRun,
            report.Statement is { } signed ? RemovalStatement.Of(signed) : null,
            [
                .. report.Plan.Streams.Select(s => new RemovedStream(
                    s.Stream.ToString(),
                    s.From,
                    s.First,
                    s.Last,
                    s.Segments,
                    s.First - s.From,
                    s.Records,
                    Reason(s.Because),
                    s.Detail,
                    report.Statement?.Streams.FirstOrDefault(c => c.Stream == s.Stream.ToString())?.Archive
                )),
            ],
            [.. report.Finished.Select(f => f.Stream)]
        );

    static KeptReason Reason(KeptBecause because) =>
        because switch
        {
            KeptBecause.Young => KeptReason.Young,
            KeptBecause.SegmentOpen => KeptReason.SegmentOpen,
            KeptBecause.StateNeedsIt => KeptReason.State,
            KeptBecause.RestoreNeedsIt => KeptReason.Restore,
            _ => KeptReason.Follower,
        };
}

/// <summary>Why a stream keeps what it keeps.</summary>
public enum KeptReason
{
    /// <summary>It is not old enough.</summary>
    Young,

    /// <summary>Its segment is not over, or what it says may not be emitted yet.</summary>
    SegmentOpen,

    /// <summary>Windows, or the check for duplicates, look at it.</summary>
    State,

    /// <summary>State was restored from it, at a change of the topology or a rescale that is kept.</summary>
    Restore,

    /// <summary>A follower has not handled it.</summary>
    Follower,
}

/// <summary>Under what lineage was removed.</summary>
/// <param name="MadeAt">When.</param>
/// <param name="By">Who removed it; null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="Key">Fingerprint of the key that signed.</param>
public sealed record RemovalStatement(string MadeAt, string? By, string? Why, string Key)
{
    internal static RemovalStatement Of(CutStatement signed) => new(IsoTime.Format(signed.MadeAt), signed.By, signed.Why, signed.Key);
}

/// <summary>What was removed of a stream, or would be.</summary>
/// <param name="From">First version that was there.</param>
/// <param name="First">First version that stays.</param>
/// <param name="Last">Last version.</param>
/// <param name="Segments">So many segments went.</param>
/// <param name="Batches">So many batches.</param>
/// <param name="Records">So many rows, labels and rejected records.</param>
/// <param name="KeptBecause">Why no more goes.</param>
/// <param name="Follower">Who has not handled what stays, where that is why.</param>
/// <param name="Archive">File that it was written to; null: none.</param>
public sealed record RemovedStream(
    string Stream,
    long From,
    long First,
    long Last,
    int Segments,
    long Batches,
    long Records,
    KeptReason KeptBecause,
    string? Follower,
    string? Archive
);
