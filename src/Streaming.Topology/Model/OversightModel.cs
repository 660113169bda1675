namespace Streaming.Topology.Model;

/// <summary>How people overrule decisions, and answer those who contest one.</summary>
public sealed record OversightModel
{
    /// <summary>What the decisions are for; null: the file does not say.</summary>
    public string? Purpose { get; init; }

    /// <summary>How long an answer may take: a month, as the GDPR's article 12 (3) has it.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Another decision stands only once a second person has agreed to it.</summary>
    public bool FourEyes { get; init; }

    /// <summary>What decisions of people are as labels; null: they are none.</summary>
    public OverrideLabels? Labels { get; init; }
}

/// <summary>Decisions of people as labels.</summary>
/// <param name="Targets">The truth that each decision says, by its name; of others none is published.</param>
/// <param name="Kind">Field of the labels that says where a label comes from; null: none does.</param>
public sealed record OverrideLabels(IReadOnlyDictionary<string, bool> Targets, string? Kind);
