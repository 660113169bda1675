using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Contests;

/// <summary>Something that happened to a contest.</summary>
interface IContestEvent
{
    /// <summary>Of which topology.</summary>
    string Topology { get; }

    /// <summary>Which.</summary>
    string Id { get; }
}

/// <summary>Somebody contests a decision. The first event of its stream.</summary>
sealed record ContestOpened(NewContest Made, DateTimeOffset At) : ChainedEvent<ContestOpened>, IContestEvent
{
    [JsonIgnore]
    public string Topology => Made.Topology;

    [JsonIgnore]
    public string Id => Made.Id;

    public override string TypeName() => "contest_opened";
}

/// <summary>Somebody proposed an answer, to which a second person has to agree.</summary>
sealed record AnswerProposed(string Topology, string Id, ContestAnswer Answer, DateTimeOffset At)
    : ChainedEvent<AnswerProposed>,
        IContestEvent
{
    public override string TypeName() => "contest_answer_proposed";
}

/// <summary>A second person did not agree.</summary>
sealed record AnswerDeclined(string Topology, string Id, string? By, string? Why, DateTimeOffset At)
    : ChainedEvent<AnswerDeclined>,
        IContestEvent
{
    public override string TypeName() => "contest_answer_declined";
}

/// <summary>It is answered. The last event of its stream.</summary>
sealed record ContestAnswered(string Topology, string Id, ContestAnswer Answer, DateTimeOffset At)
    : ChainedEvent<ContestAnswered>,
        IContestEvent
{
    public override string TypeName() => "contest_answered";
}
