using Streaming.Topology.Expressions;

namespace Streaming.Topology.Model;

/// <summary>What a topology file says, checked and typed: every name resolves and every expression has a type.</summary>
public sealed record TopologyModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, which goes up with every change.</summary>
    public required int Version { get; init; }

    /// <summary>Where events come from.</summary>
    public required SourceModel Source { get; init; }

    /// <summary>Where labels come from; null: there are none.</summary>
    public LabelsModel? Labels { get; init; }

    /// <summary>What records must be like.</summary>
    public required ValidationModel Validation { get; init; }

    /// <summary>In declared order, templates expanded. This is the order of the model's input columns.</summary>
    public required IReadOnlyList<FeatureModel> Features { get; init; }

    /// <summary>How events are scored and decided.</summary>
    public required ScoreModel Score { get; init; }

    /// <summary>What may change a decision before it goes out, in order.</summary>
    public IReadOnlyList<GuardModel> Guards { get; init; } = [];

    /// <summary>Which decisions are explained, and how; null: the file does not say.</summary>
    public ExplainingModel? Explain { get; init; }

    /// <summary>Where results go.</summary>
    public required OutputModel Output { get; init; }

    /// <summary>What is kept of it all.</summary>
    public required LineageModel Lineage { get; init; }

    /// <summary>In which order rows are taken.</summary>
    public required OrderModel Order { get; init; }

    /// <summary>How people overrule decisions; null where the file does not say, and of a topology that lineage holds.</summary>
    public OversightModel? Oversight { get; init; }

    /// <summary>Whom decisions are held against each other for; null: nobody is declared, as of a topology that lineage holds.</summary>
    public FairnessModel? Fairness { get; init; }

    /// <summary>How the model is renewed; of a topology that lineage holds, by the defaults.</summary>
    public LearningModel Learning { get; init; } = new();

    /// <summary>Examples in the file; of a topology that lineage holds, none.</summary>
    public IReadOnlyList<TestModel> Tests { get; init; } = [];

    /// <summary>Folder the file lies in; null when the text did not come from a file.</summary>
    public string? Folder { get; init; }

    /// <summary>What faults call the file.</summary>
    public string File { get; init; } = TopologyLoader.FileName;

    /// <summary>
    /// The file's text but for oversight, fairness, learning and tests, which says everything else here. Lineage keeps it, so that what it
    /// recorded can be computed again: a topology is changed by changing its text (<see cref="TopologyNames"/>), never by changing the
    /// model beside it.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>SHA-256 (hex) of <see cref="Text"/> in UTF-8: lineage records which text it was written under.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>How records are written.</summary>
public enum EventFormat
{
    /// <summary>A JSON object a record.</summary>
    Json,

    /// <summary>A CloudEvent 1.0 a record, in structured content mode, with JSON data.</summary>
    Cloudevents,
}

/// <summary>What happens to fields an event carries and the topology does not declare.</summary>
public enum UnknownFields
{
    /// <summary>It is passed over.</summary>
    Ignore,

    /// <summary>Kept as one JSON text column named <c>_unknown</c>.</summary>
    Keep,

    /// <summary>The record is rejected.</summary>
    Reject,
}

/// <summary>How the source topic's rows are expected to be spread over partitions.</summary>
public enum PartitionerKind
{
    /// <summary>Recognise which standard partitioner the rows follow; a row elsewhere is quarantined.</summary>
    Auto,

    /// <summary>Java's default (murmur2 of the key bytes).</summary>
    Murmur2,

    /// <summary>librdkafka's default (CRC-32 of the key bytes).</summary>
    Crc32,

    /// <summary>No promise about placement: a shuffle by the source key comes first.</summary>
    Any,
}

/// <summary>Where events come from, and what they look like.</summary>
public sealed record SourceModel
{
    /// <summary>Kafka topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How records are written.</summary>
    public required EventFormat Format { get; init; }

    /// <summary>Field that keys the topic; predictions carry it as their key.</summary>
    public required string Key { get; init; }

    /// <summary>Field that identifies an event.</summary>
    public required string Id { get; init; }

    /// <summary>Timestamp field that is the event time.</summary>
    public required string Time { get; init; }

    /// <summary>What becomes of a field that is not declared.</summary>
    public UnknownFields UnknownFields { get; init; }

    /// <summary>How its publishers choose partitions.</summary>
    public PartitionerKind Partitioner { get; init; }

    /// <summary>Declared fields, in their order.</summary>
    public required IReadOnlyList<FieldModel> Fields { get; init; }

    /// <summary>Largest accepted record value, bytes.</summary>
    public int MaxBytes { get; init; } = 1_000_000;
}

/// <summary>Where labels come from, and what they look like.</summary>
public sealed record LabelsModel
{
    /// <summary>Kafka topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How records are written.</summary>
    public EventFormat Format { get; init; }

    /// <summary>Event id of what is labelled.</summary>
    public required string Id { get; init; }

    /// <summary>Timestamp field: event time of what is labelled.</summary>
    public required string Time { get; init; }

    /// <summary>Timestamp field: when the label became known. Labels take their place in event-time order by it.</summary>
    public required string Known { get; init; }

    /// <summary>Includes <see cref="Id"/>, <see cref="Time"/>, <see cref="Known"/> and the columns labels are joined by.</summary>
    public required IReadOnlyList<FieldModel> Fields { get; init; }

    /// <summary>Bool field that is the ground truth for training and evaluation.</summary>
    public required string Target { get; init; }

    /// <summary>Usual delay between an event and its label; <c>publish</c>, <c>simulate</c> and <c>drift follow</c> use it. Null: none
    /// declared.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Which of several labels of one event counts; null: the latest, and one that repeats an id is rejected as events
    /// are.</summary>
    public LabelConflicts? Conflicts { get; init; }

    /// <summary>Bool field: where it is true, the labels of the event up to then are taken back. Null: none is ever.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>A label that became known longer than this after its event does not count; null: however late, it does.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Largest record (key and value), bytes.</summary>
    public int MaxBytes { get; init; } = 1_000_000;
}

/// <summary>Which of several labels of one event counts.</summary>
public enum LabelConflicts
{
    /// <summary>The one that became known last.</summary>
    Latest,

    /// <summary>The one that became known first.</summary>
    First,

    /// <summary>A positive one, where there is any.</summary>
    AnyPositive,

    /// <summary>None, where they contradict each other.</summary>
    Reject,
}

/// <summary>What every event must be like beyond its fields.</summary>
public sealed record ValidationModel
{
    /// <summary>An event id seen again under the same key within this event time is a duplicate; null: not checked.</summary>
    public TimeSpan? DuplicatesWithin { get; init; }

    /// <summary>Event time at most this far after arrival; null: not checked.</summary>
    public TimeSpan? FutureSkew { get; init; }

    /// <summary>Event time at most this far before arrival; null: not checked.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Named boolean expressions over fields; a row for which one is false is rejected under its name.</summary>
    public required IReadOnlyList<RuleModel> Rules { get; init; }
}

/// <summary>What must hold for an event.</summary>
/// <param name="Name">By which rejected records name it.</param>
/// <param name="Condition">True, false or null; null passes.</param>
public sealed record RuleModel(string Name, Expr Condition);

/// <summary>How events are scored and decided.</summary>
public sealed record ScoreModel
{
    /// <summary>Name in the model registry; null: the rule always scores.</summary>
    public string? Model { get; init; }

    /// <summary>Number in [0, 1] that scores while the registry has no version.</summary>
    public Expr? Rule { get; init; }

    /// <summary>The rule as it is written; null where there is none.</summary>
    public string? RuleText { get; init; }

    /// <summary>How the output of a model that is registered from a file becomes its score. It is kept with the version from then
    /// on.</summary>
    public ScoreTransform Transform { get; init; }

    /// <summary>First match wins; the last one has no condition.</summary>
    public required IReadOnlyList<DecisionModel> Decisions { get; init; }
}

/// <summary>Condition over fields, features and <c>score</c>; null: otherwise.</summary>
public sealed record DecisionModel(string Name, Expr? Condition);

/// <summary>Where results go.</summary>
/// <param name="Predictions">Topic of predictions.</param>
/// <param name="Quarantine">Topic of rejected records.</param>
public sealed record OutputModel(string Predictions, string Quarantine);

/// <summary>Which records' raw bytes are kept.</summary>
public enum KeepRaw
{
    /// <summary>Raw bytes of rejected records only: what was accepted is kept decoded.</summary>
    Rejected,
}

/// <summary>What lineage keeps.</summary>
/// <param name="Keep">How long it has to be kept; null: for ever.</param>
/// <param name="KeepRaw">Which records' raw bytes are kept.</param>
public sealed record LineageModel(TimeSpan? Keep, KeepRaw KeepRaw)
{
    /// <summary>Lineage is divided into segments of about this length of time, and removed by whole ones.</summary>
    public TimeSpan Segment { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What removes lineage that is older than <see cref="Keep"/>.</summary>
    public Removal Removal { get; init; }
}

/// <summary>What removes lineage that is older than it has to be kept.</summary>
public enum Removal
{
    /// <summary>A person, with a command.</summary>
    ByHand,

    /// <summary>Whatever runs the pipeline, once a day, where it was given a key to sign with.</summary>
    Daily,
}

/// <summary>Event-time order across inputs.</summary>
public sealed record OrderModel
{
    /// <summary>An input without watermarks holds others back at most this long (wall clock).</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A publisher of watermarks that falls silent without saying so holds others back at most this long (wall clock).</summary>
    public TimeSpan PublisherTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A row further than this ahead of its input's previous row is taken at once and marked early; also how far inputs may run
    /// apart.</summary>
    public TimeSpan Drift { get; init; } = TimeSpan.FromDays(1);
}
