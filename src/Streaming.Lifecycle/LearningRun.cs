using MassTransit;
using Streaming.Store.HashChains;
using Streaming.Store.Runs;

namespace Streaming.Lifecycle;

/// <summary>
/// A learning run, folded from its history. A message that it is told is decided on by <see cref="LearningMachine"/>, and gives one more
/// event.
/// </summary>
public sealed class LearningRun : SagaStateMachineInstance
{
    readonly List<RunPlace> _history = [];

    /// <summary>Of the run.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Name of its state; null before it begins.</summary>
    public string? CurrentState { get; set; }

    /// <summary>Where its history is.</summary>
    public RunRow? Row { get; internal set; }

    /// <summary>What began it; null before it begins.</summary>
    public RunBegun? Begun { get; private set; }

    /// <summary>The version that it is about; null: none yet.</summary>
    public int? Version { get; private set; }

    /// <summary>The job that works on it; null: none does.</summary>
    public long? Job { get; private set; }

    /// <summary>Where it has been, in order; it is at the last.</summary>
    public IReadOnlyList<RunPlace> History => _history;

    /// <summary>Nothing comes after this.</summary>
    public bool Over => CurrentState is { } state && LearningMachine.IsFinal(state);

    /// <summary>So many events its history has.</summary>
    internal int Events { get; private set; }

    /// <summary>What follows from the message that it was told last; null: nothing.</summary>
    internal ChainedEvent? Pending { get; private set; }

    /// <summary>The run as its history has it; null where that is empty.</summary>
    public static LearningRun? Of(RunRow row, IReadOnlyList<ChainedEvent> history)
    {
        if (history.Count == 0)
            return null;
        var run = new LearningRun { CorrelationId = row.Id, Row = row };
        foreach (var happened in history)
            run.Apply(happened);
        run.Events = history.Count;
        return run;
    }

    /// <summary>Takes what follows from a message.</summary>
    internal void Record(ChainedEvent happened)
    {
        Apply(happened);
        Pending = happened;
    }

    void Apply(ChainedEvent happened)
    {
        if (happened is RunBegun begun)
        {
            var state = begun.Version is null ? nameof(LearningMachine.Training) : nameof(LearningMachine.Watching);
            (Begun, CurrentState, Job, Version) = (begun, state, begun.Job, begun.Version);
            _history.Add(new RunPlace(state, begun.At, begun.Who, begun.Why ?? "", begun.Job, null));
        }
        else if (happened is RunMoved moved)
        {
            (CurrentState, Job, Version) = (moved.To, moved.Job, moved.Version ?? Version);
            _history.Add(new RunPlace(moved.To, moved.At, moved.Who, moved.Why, moved.Job, moved.Figures) { EventTime = moved.EventTime });
        }
    }
}

/// <summary>Where a run was.</summary>
/// <param name="State">Name of the state.</param>
/// <param name="At">Since when.</param>
/// <param name="Who">Who wanted it; null: the policy, or nobody knows.</param>
/// <param name="Why">What it rests on.</param>
/// <param name="Job">The job that worked on it then; null: none.</param>
/// <param name="Figures">What was measured before, by name.</param>
public sealed record RunPlace(
    string State,
    DateTimeOffset At,
    string? Who,
    string Why,
    long? Job,
    IReadOnlyDictionary<string, double>? Figures
)
{
    /// <summary>How far event time had come, microseconds; null: nobody looked.</summary>
    public long? EventTime { get; init; }
}
