using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Runs;

/// <summary>A learning run begins. The first event of its stream.</summary>
/// <param name="Topology">Whose model is renewed.</param>
/// <param name="Number">1, 2, ... in order of the topology's runs.</param>
/// <param name="Model">Name of that model.</param>
/// <param name="File">The topology's file.</param>
/// <param name="Policy">How the model is renewed, as JSON: the run goes on by it, whatever the file says later.</param>
/// <param name="Trigger">What began it: a person, an alarm of drift or of labels, the clock, or that somebody promoted a version.</param>
/// <param name="Job">The job of its first step.</param>
/// <param name="Message">Id of the stored message that this follows from.</param>
/// <param name="At">When.</param>
public sealed record RunBegun(
    string Topology,
    int Number,
    string Model,
    string File,
    string Policy,
    string Trigger,
    long Job,
    string Message,
    DateTimeOffset At
) : ChainedEvent<RunBegun>
{
    /// <summary>Who wants it: a person or a policy; null: nobody knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Who { get; init; }

    /// <summary>The reason given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>The version that decides already, and is watched; null: a new one is trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <inheritdoc/>
    public override string TypeName() => "learning_run_begun";
}

/// <summary>A learning run is somewhere else now.</summary>
/// <param name="To">Its state from now on.</param>
/// <param name="Why">What it rests on, in words.</param>
/// <param name="Message">Id of the stored message that this follows from.</param>
/// <param name="At">When.</param>
public sealed record RunMoved(string To, string Why, string Message, DateTimeOffset At) : ChainedEvent<RunMoved>
{
    /// <summary>Who wanted it; null: the policy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Who { get; init; }

    /// <summary>The version that was trained, from when there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>The job that works on it now; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Job { get; init; }

    /// <summary>How far event time had come, microseconds; null: nobody looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EventTime { get; init; }

    /// <summary>What was measured, by name; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Figures { get; init; }

    /// <inheritdoc/>
    public override string TypeName() => "learning_run_moved";
}
