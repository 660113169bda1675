using System.ComponentModel.DataAnnotations;
using Streaming.Application.Goals;
using Streaming.Events.Time;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Planning;

namespace Streaming.Application.ShowGoals;

/// <summary>Of which topology.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record ShowGoalsRequest(string Topology)
{
    /// <summary>So many of the last looks are told of.</summary>
    [Range(1, 1000)]
    public int Limit { get; init; } = 5;
}

/// <summary>How it stands with goals, and what was done for them.</summary>
/// <param name="Topology">Of which.</param>
/// <param name="Standing">How it stands; null: nothing is recorded.</param>
/// <param name="Looks">The last looks, the newest first; none: nobody watches.</param>
public sealed record ShownGoals(string Topology, ShownStanding? Standing, IReadOnlyList<LookedAt> Looks)
{
    /// <summary>A person is called; null: nobody is.</summary>
    public CalledPerson? Call { get; init; }
}

/// <summary>A person is called for a topology's goals.</summary>
/// <param name="At">Since when.</param>
/// <param name="EventTime">How far event time had come.</param>
/// <param name="Why">In sentences.</param>
public sealed record CalledPerson(DateTimeOffset At, Timestamp EventTime, IReadOnlyList<string> Why)
{
    internal static CalledPerson? Of(GoalsHistory history) =>
        history.Call is { } call ? new CalledPerson(call.At, call.EventTime, call.Reasons) : null;
}

/// <summary>A look, and what came of it.</summary>
/// <param name="At">When.</param>
/// <param name="Newest">How far event time had come.</param>
/// <param name="Verdict">Whether anything was to be done.</param>
/// <param name="Action">What; null: nothing.</param>
/// <param name="Reasons">Why, in sentences.</param>
/// <param name="Since">What was done and found since, in sentences.</param>
/// <param name="Figures">What was measured, by name.</param>
/// <param name="Helped">Whether it did; null: nobody knows yet, or nothing was done.</param>
public sealed record LookedAt(
    DateTimeOffset At,
    Timestamp Newest,
    GoalsVerdict Verdict,
    string? Action,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Since,
    IReadOnlyDictionary<string, double> Figures,
    bool? Helped
)
{
    internal static LookedAt Of(GoalsEpisode episode) =>
        new(
            episode.At,
            episode.Newest,
            episode.Verdict,
            episode.Action is { } action ? GoalWords.Of(action) : null,
            episode.Reasons,
            episode.Since,
            episode.Figures,
            episode.Helped
        );
}
