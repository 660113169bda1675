using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Planning;

/// <summary>What was done before for the same goals.</summary>
/// <param name="Acts">In their order.</param>
public sealed record GoalsPast(IReadOnlyList<PastAct> Acts)
{
    /// <summary>Nothing.</summary>
    public static GoalsPast None { get; } = new([]);

    /// <summary>The one whose effect nobody knows yet; null: there is none.</summary>
    public PastAct? Open => Acts.LastOrDefault(act => act.Helped is null);
}

/// <summary>Something that was done.</summary>
/// <param name="Action">What.</param>
/// <param name="At">When, by the clock.</param>
/// <param name="Newest">How far event time had come.</param>
/// <param name="Helped">Null: nobody knows yet.</param>
public sealed record PastAct(GoalAction Action, DateTimeOffset At, Timestamp Newest, bool? Helped);
