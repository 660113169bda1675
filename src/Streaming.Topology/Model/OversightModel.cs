namespace Streaming.Topology.Model;

/// <summary>How people overrule decisions, and answer those who contest one.</summary>
public sealed record OversightModel
{
    /// <summary>How long an answer may take: a month, as the GDPR's article 12 (3) has it.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Another decision stands only once a second person has agreed to it.</summary>
    public bool FourEyes { get; init; }
}
