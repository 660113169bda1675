using System.Text.Json.Serialization;

namespace Streaming.Lifecycle.Messages;

/// <summary>Something that a run is told.</summary>
public interface ILearningMessage
{
    /// <summary>By which the same message is known when it comes again.</summary>
    string Id { get; }

    /// <summary>The run that it is told.</summary>
    Guid Run { get; }

    /// <summary>Whose model the run renews.</summary>
    string Topology { get; }
}

/// <summary>A run is to begin.</summary>
/// <param name="Id">The same for whoever notices the same cause.</param>
/// <param name="Topology">Whose model is to be renewed.</param>
/// <param name="Model">Name of that model.</param>
/// <param name="File">The topology's file.</param>
/// <param name="Policy">How it is renewed, as JSON.</param>
/// <param name="Trigger">A person, drift, labels, the clock, or that somebody promoted a version.</param>
/// <param name="Who">A person or a policy; null: nobody knows.</param>
/// <param name="Why">The reason given.</param>
public sealed record BeginRun(
    string Id,
    string Topology,
    string Model,
    string File,
    string Policy,
    string Trigger,
    string? Who,
    string? Why
) : ILearningMessage
{
    /// <summary>A version that decides already, and is to be watched; null: a new one is to be trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <inheritdoc/>
    public Guid Run => RunIds.Of(Id);
}

/// <summary>A step of a run has come to its end.</summary>
/// <param name="Run">The run.</param>
/// <param name="Topology">Whose model it renews.</param>
/// <param name="Step">The step.</param>
/// <param name="Job">The job that worked on it.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Why">In words.</param>
public sealed record StepEnded(Guid Run, string Topology, LearningStep Step, long Job, StepOutcome Outcome, string Why) : ILearningMessage
{
    /// <summary>A step of a run ends once.</summary>
    public string Id => $"{Run:N}/{Step}/ended";

    /// <summary>The version that was trained; null where the step did not train.</summary>
    public int? Version { get; init; }

    /// <summary>How far event time had come, microseconds; null: nobody looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EventTime { get; init; }

    /// <summary>Who ended it, where a person did.</summary>
    public string? Who { get; init; }

    /// <summary>What was measured, by name.</summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }
}

/// <summary>A run is to end.</summary>
/// <param name="Run">The run.</param>
/// <param name="Topology">Whose model it renews.</param>
/// <param name="Who">Who wants it; null: nobody knows.</param>
/// <param name="Why">The reason given.</param>
public sealed record CancelRun(Guid Run, string Topology, string? Who, string? Why) : ILearningMessage
{
    /// <summary>A run is cancelled once.</summary>
    public string Id => $"{Run:N}/cancel";
}
