using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Contests;

/// <summary>What somebody has against a decision, as it was taken down.</summary>
/// <param name="Topology">Name of the topology that decided.</param>
/// <param name="Id">Names the contest there.</param>
/// <param name="Record">Lineage id of the record.</param>
/// <param name="EventId">Its event.</param>
/// <param name="Decision">The decision that stood then.</param>
/// <param name="Why">What they have against it.</param>
/// <param name="DueAt">When it is to be answered.</param>
public sealed record NewContest(
    string Topology,
    string Id,
    string Record,
    string EventId,
    string Decision,
    string Why,
    DateTimeOffset DueAt
)
{
    /// <summary>Who took it down; null where nobody knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }
}

/// <summary>What somebody says to a contest.</summary>
/// <param name="Decision">The decision that is to stand.</param>
/// <param name="By">Who says so.</param>
/// <param name="Why">And why.</param>
public sealed record ContestAnswer(string Decision, string? By, string? Why)
{
    /// <summary>Who agreed, where it takes two.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AgreedBy { get; init; }
}

/// <summary>A contest, folded from its history.</summary>
/// <param name="Made">As it was taken down.</param>
/// <param name="OpenedAt">When.</param>
public sealed record Contest(NewContest Made, DateTimeOffset OpenedAt)
{
    /// <summary>What was proposed and waits for a second person; null: nothing, or they declined, or it is answered.</summary>
    public ContestAnswer? Proposed { get; init; }

    /// <summary>How often a second person declined.</summary>
    public int Declined { get; init; }

    /// <summary>How it ended; null: it has not.</summary>
    public ContestAnswer? Answer { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Puts a history together; null for one that does not begin as it should.</summary>
    internal static Contest? Of(IEnumerable<ChainedEvent> events) =>
        events.Aggregate((Contest?)null, (contest, happened) => (contest, happened) switch
            {
                (null, ContestOpened opened) => new Contest(opened.Made, opened.At),
                ({ Answer: null }, AnswerProposed proposed) => contest with { Proposed = proposed.Answer },
                ({ Answer: null }, AnswerDeclined) => contest with { Proposed = null, Declined = contest.Declined + 1 },
                ({ Answer: null }, ContestAnswered answered) => contest with
                {
                    Proposed = null,
                    Answer = answered.Answer,
                    AnsweredAt = answered.At,
                },
                _ => contest,
            });
}
