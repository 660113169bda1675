using Streaming.Topology.Model;

namespace Streaming.Topology.Plan;

/// <summary>The compiled topology: stages in flow order, the last one final. A labels stage, where there is one, comes first.</summary>
public sealed record PipelinePlan(TopologyModel Topology, IReadOnlyList<StagePlan> Stages)
{
    /// <summary>The last stage, which scores.</summary>
    public StagePlan Final => Stages[^1];

    /// <summary>The stage that reads the source topic.</summary>
    public StagePlan Entry => Stages.First(s => s.Inputs.Any(i => i.Kind == InputKind.Source));
}

/// <summary>A part of the pipeline that runs between two topics, over rows that are all together where their key is.</summary>
public sealed record StagePlan
{
    /// <summary>Its name, in topics and in lineage.</summary>
    public required string Name { get; init; }

    /// <summary>Where its rows come from.</summary>
    public required IReadOnlyList<InputPlan> Inputs { get; init; }

    /// <summary>Where commands to the running stage come from; null: it takes none.</summary>
    public InputPlan? Control { get; init; }

    /// <summary>All that it reads: rows first, commands last.</summary>
    public IEnumerable<InputPlan> AllInputs => Control is null ? Inputs : Inputs.Append(Control);

    /// <summary>Field by which this stage's rows are partitioned; null for the labels stage (labels come as they come).</summary>
    public string? Key { get; init; }

    /// <summary>Features computed here, in an order in which each one's operands come before it.</summary>
    public required IReadOnlyList<FeatureModel> Features { get; init; }

    /// <summary>Features that arrive in the rows, computed by earlier stages.</summary>
    public required IReadOnlyList<FeatureModel> Carried { get; init; }

    /// <summary>Where accepted rows go; empty for the final stage (predictions) and for labels that no window uses.</summary>
    public required IReadOnlyList<ChannelPlan> Channels { get; init; }

    /// <summary>Scores and emits predictions.</summary>
    public bool Final { get; init; }

    /// <summary>
    /// Event time within which an id seen again is a duplicate. Set on the stage that checks it: for events the first whose
    /// rows lie by source key, for labels the labels stage. Null: not checked here.
    /// </summary>
    public TimeSpan? DuplicatesWithin { get; init; }

    /// <summary>
    /// How far back in event time the state of this stage reaches (windows and duplicates): what must be replayed to restore
    /// it. Zero: no state.
    /// </summary>
    public TimeSpan StateHorizon =>
        Features
            .OfType<WindowFeature>()
            .Select(w => w.Over + w.Delay + (w.Pane ?? TimeSpan.Zero))
            .Append(DuplicatesWithin ?? TimeSpan.Zero)
            .Max();

    /// <summary>Consumer group of the stage.</summary>
    public required string Group { get; init; }

    /// <summary>
    /// Topic that never holds a record. The group's committed offset on its partition p is the last lineage version of
    /// stage partition p whose outputs are emitted, committed in the same Kafka transaction as they are.
    /// </summary>
    public required string EmittedTopic { get; init; }
}

/// <summary>What kind of input a stage reads.</summary>
public enum InputKind
{
    /// <summary>The topology's source topic: outside bytes, validated here.</summary>
    Source,

    /// <summary>The topology's labels topic: outside bytes, validated here.</summary>
    Labels,

    /// <summary>Arrow messages from an earlier stage: one topic per upstream partition, named <c>{Topic}.{upstream
    /// partition}</c>.</summary>
    Channel,

    /// <summary>Commands to the running stage (<see cref="Model.ControlCommands"/>): outside bytes, validated here, that wait for no event
    /// time.</summary>
    Control,
}

/// <summary>What rows are.</summary>
public enum RowContent
{
    /// <summary>Events.</summary>
    Events,

    /// <summary>Labels.</summary>
    Labels,

    /// <summary>Commands to the running stage.</summary>
    Commands,
}

/// <param name="Kind">Outside topic or channel.</param>
/// <param name="Content">What the rows are.</param>
/// <param name="Topic">Topic name, or for a channel the prefix of its topics.</param>
/// <param name="From">Upstream stage of a channel, else null.</param>
public sealed record InputPlan(InputKind Kind, RowContent Content, string Topic, string? From);

/// <param name="Topic">Prefix: upstream partition u writes topic <c>{Topic}.{u}</c>, partition = hash of <paramref name="Key"/>.</param>
/// <param name="Key">Field whose hash picks the downstream partition.</param>
/// <param name="To">Stage that reads it.</param>
/// <param name="Content">What the rows are.</param>
/// <param name="Fields">Declared fields the channel carries, in order.</param>
public sealed record ChannelPlan(string Topic, string Key, string To, RowContent Content, IReadOnlyList<FieldModel> Fields);
