using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Store.HashChains;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.History;

/// <summary>Somebody looked whether the goals are met, and what followed from it.</summary>
/// <param name="Newest">How far event time had come, microseconds.</param>
/// <param name="From">Where the window began, microseconds.</param>
/// <param name="To">Where it ended.</param>
/// <param name="Figures">What was measured, by name; without what the rows do not allow.</param>
/// <param name="Shortfall">How far that lies on the wrong side of the bounds, all goals together.</param>
/// <param name="Verdict">What followed.</param>
/// <param name="Reasons">Why, in sentences.</param>
/// <param name="At">When.</param>
public sealed record GoalsLooked(
    long Newest,
    long From,
    long To,
    IReadOnlyDictionary<string, double> Figures,
    double Shortfall,
    string Verdict,
    IReadOnlyList<string> Reasons,
    DateTimeOffset At
) : ChainedEvent<GoalsLooked>
{
    /// <summary>What is to be done, by the name that the topology file has for it; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Action { get; init; }

    /// <summary>How a version is to be trained, as JSON; null: none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Train { get; init; }

    /// <summary>The version that is to be taken back; null: none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>By the dead-man rule; null: not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DeadMan { get; init; }

    /// <inheritdoc/>
    public override string TypeName() => "goals_looked";

    /// <summary>What a look found and what follows.</summary>
    internal static GoalsLooked Of(GoalsModel goals, GoalsState state, GoalsPlan plan, int? version) =>
        new(
            state.Window.Newest.Micros,
            state.Window.Range.From.Micros,
            state.Window.Range.To.Micros,
            Named(state.Measured),
            Planning.Shortfall.Of(goals, state.Measured),
            plan.Verdict.ToString(),
            plan.Reasons,
            state.Now
        )
        {
            Action = plan.Action is { } action ? GoalWords.Of(action) : null,
            Train = plan.Train is { } train ? JsonSerializer.Serialize(train) : null,
            Version = version,
            DeadMan = plan.DeadMan ? true : null,
        };

    /// <summary>Figures by name, without what the rows do not allow.</summary>
    internal static IReadOnlyDictionary<string, double> Named(GoalMeasures measured) =>
        Enum.GetValues<GoalMetric>()
            .Where(metric => measured.Of(metric) is not null)
            .ToDictionary(metric => GoalWords.Of(metric), metric => measured.Of(metric)!.Value, StringComparer.Ordinal);
}

/// <summary>What a look said was begun.</summary>
/// <param name="Look">Place of the look in the history, from 1.</param>
/// <param name="What">What was begun, a sentence.</param>
/// <param name="At">When.</param>
public sealed record GoalsActed(long Look, string What, DateTimeOffset At) : ChainedEvent<GoalsActed>
{
    /// <inheritdoc/>
    public override string TypeName() => "goals_acted";
}

/// <summary>It is over.</summary>
/// <param name="Look">Place of the look in the history.</param>
/// <param name="Effect">It changed what decides; otherwise nothing has changed.</param>
/// <param name="What">What came of it, a sentence.</param>
/// <param name="Newest">How far event time had come, microseconds: what is later shows the effect.</param>
/// <param name="At">When.</param>
public sealed record GoalsSettled(long Look, bool Effect, string What, long Newest, DateTimeOffset At) : ChainedEvent<GoalsSettled>
{
    /// <inheritdoc/>
    public override string TypeName() => "goals_settled";
}

/// <summary>What was done was held against what was hoped for.</summary>
/// <param name="Look">Place of the look in the history.</param>
/// <param name="Helped">It did.</param>
/// <param name="What">A sentence.</param>
/// <param name="Figures">What was measured since, by name.</param>
/// <param name="At">When.</param>
public sealed record GoalsChecked(long Look, bool Helped, string What, IReadOnlyDictionary<string, double> Figures, DateTimeOffset At)
    : ChainedEvent<GoalsChecked>
{
    /// <inheritdoc/>
    public override string TypeName() => "goals_checked";
}
