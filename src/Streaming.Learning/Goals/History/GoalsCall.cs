using Streaming.Events.Time;

namespace Streaming.Learning.Goals.History;

/// <summary>A person is called for a topology's goals.</summary>
/// <param name="Look">Place of the look that called first: another call has another one.</param>
/// <param name="At">Since when.</param>
/// <param name="EventTime">How far event time had come.</param>
/// <param name="Reasons">Why, by the last look that called, in sentences.</param>
public sealed record GoalsCall(long Look, DateTimeOffset At, Timestamp EventTime, IReadOnlyList<string> Reasons)
{
    /// <summary>The reasons as one text.</summary>
    public string Why => string.Join(' ', Reasons);
}
