using System.Text.Json.Serialization;
using Streaming.Store.Contests;

namespace Streaming.Application.Contests;

/// <summary>How far a contest is.</summary>
public enum ContestState
{
    /// <summary>Nobody has answered yet.</summary>
    Open,

    /// <summary>An answer waits for a second person to agree.</summary>
    Proposed,

    /// <summary>The decision stands as it was.</summary>
    Upheld,

    /// <summary>Another decision stands.</summary>
    Overruled,
}

/// <summary>What somebody says to a contest.</summary>
/// <param name="Decision">The decision that is to stand.</param>
/// <param name="By">Who says so; null where nobody knows.</param>
/// <param name="Why">And why.</param>
/// <param name="AgreedBy">Who agreed, where it took two.</param>
public sealed record ShownAnswer(
    string Decision,
    string? By,
    string? Why,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgreedBy
)
{
    internal static ShownAnswer? Of(ContestAnswer? answer) =>
        answer is null ? null : new ShownAnswer(answer.Decision, answer.By, answer.Why, answer.AgreedBy);
}

/// <summary>A contested decision.</summary>
/// <param name="Topology">Name of the topology that decided.</param>
/// <param name="Id">Names the contest there; a command that follows from it has the same id.</param>
/// <param name="Record">Lineage id of the record.</param>
/// <param name="EventId">Its event.</param>
/// <param name="Decision">The decision that is contested.</param>
/// <param name="Why">What somebody has against it.</param>
/// <param name="By">Who took that down; null where nobody knows.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="DueAt">When it is to be answered.</param>
/// <param name="State">How far it is.</param>
/// <param name="Overdue">It is not answered, and should be.</param>
/// <param name="Proposed">What waits for a second person; null: nothing.</param>
/// <param name="Declined">How often a second person did not agree.</param>
/// <param name="Answer">How it ended; null: it has not.</param>
/// <param name="AnsweredAt">When it ended.</param>
public sealed record ShownContest(
    string Topology,
    string Id,
    string Record,
    string EventId,
    string Decision,
    string Why,
    string? By,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    ContestState State,
    bool Overdue,
    ShownAnswer? Proposed,
    int Declined,
    ShownAnswer? Answer,
    DateTimeOffset? AnsweredAt
)
{
    internal static ShownContest Of(Contest contest, DateTimeOffset now) =>
        new(
            contest.Made.Topology,
            contest.Made.Id,
            contest.Made.Record,
            contest.Made.EventId,
            contest.Made.Decision,
            contest.Made.Why,
            contest.Made.By,
            contest.OpenedAt,
            contest.Made.DueAt,
            contest switch
            {
                { Answer: { } answer } => answer.Decision == contest.Made.Decision ? ContestState.Upheld : ContestState.Overruled,
                { Proposed: not null } => ContestState.Proposed,
                _ => ContestState.Open,
            },
            contest.Answer is null && contest.Made.DueAt < now,
            ShownAnswer.Of(contest.Proposed),
            contest.Declined,
            ShownAnswer.Of(contest.Answer),
            contest.AnsweredAt
        );
}
