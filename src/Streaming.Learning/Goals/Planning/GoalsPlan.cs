using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Planning;

/// <summary>What is to be done next.</summary>
public enum GoalsVerdict
{
    /// <summary>Nothing: the goals are met.</summary>
    Met,

    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>An action.</summary>
    Act,

    /// <summary>A person is called.</summary>
    Ask,
}

/// <summary>What is to be done next, and why.</summary>
/// <param name="Verdict">What.</param>
/// <param name="Reasons">In sentences, in the order in which one leads to the next.</param>
public sealed record GoalsPlan(GoalsVerdict Verdict, IReadOnlyList<string> Reasons)
{
    /// <summary>The action; null where none is taken.</summary>
    public GoalAction? Action { get; init; }

    /// <summary>How the version is trained, where one is.</summary>
    public TrainingModel? Train { get; init; }

    /// <summary>By the dead-man rule: nobody chose it.</summary>
    public bool DeadMan { get; init; }
}
