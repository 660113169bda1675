using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Retention;

/// <summary>What would be removed.</summary>
/// <param name="Streams">Every stream of the topology.</param>
/// <param name="Before">What was removed before.</param>
public sealed record RetentionPlan(IReadOnlyList<PlannedCut> Streams, LineageCuts Before)
{
    /// <summary>Whether there is anything to remove.</summary>
    public bool IsEmpty => Streams.All(s => s.First == s.From);
}

/// <summary>What would be removed of one stream: the versions from <see cref="From"/> on, before <see cref="First"/>.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="From">First version that is there.</param>
/// <param name="First">First version that would stay; <see cref="From"/> where nothing would be removed.</param>
/// <param name="Segments">So many segments would be removed.</param>
/// <param name="Records">So many rows, labels and rejected records would be.</param>
/// <param name="Last">Last version of the stream.</param>
/// <param name="Because">Why no more is.</param>
public sealed record PlannedCut(StreamKey Stream, long From, long First, int Segments, long Records, long Last, KeptBecause Because)
{
    /// <summary>More about <see cref="Because"/>: a follower's name.</summary>
    public string? Detail { get; init; }
}

/// <summary>Why a stream keeps what it keeps.</summary>
public enum KeptBecause
{
    /// <summary>It is not old enough.</summary>
    Young,

    /// <summary>The segment is not at its end yet.</summary>
    SegmentOpen,

    /// <summary>Windows, or the check for duplicates, still look at it.</summary>
    StateNeedsIt,

    /// <summary>A start under a changed topology, or a rescale, restored state from it, and is kept itself: without it that could not be
    /// replayed.</summary>
    RestoreNeedsIt,

    /// <summary>A follower has not handled it yet.</summary>
    FollowerNeedsIt,
}
