using Streaming.Events.Time;

namespace Streaming.Learning.Recorded;

/// <summary>A label as it was recorded.</summary>
/// <param name="Event">Event time of what it labels, as it says.</param>
/// <param name="Known">When it became known.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Stream">Where it lies: whatever number its reader gave that stream.</param>
/// <param name="Version">In which batch.</param>
readonly record struct GivenLabel(Timestamp Event, Timestamp Known, LabelKind Kind, int Stream, long Version)
{
    internal bool IsPositive => Kind == LabelKind.Positive;
}

/// <summary>What a label says.</summary>
enum LabelKind : byte
{
    /// <summary>The event was not what is looked for.</summary>
    Negative,

    /// <summary>It was.</summary>
    Positive,

    /// <summary>What labels said of it up to now is taken back.</summary>
    Withdrawal,
}
