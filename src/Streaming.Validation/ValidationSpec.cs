using Streaming.Events.Rows;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Validation;

/// <summary>What records of one outside topic must be like, taken from the topology. Immutable.</summary>
public sealed record ValidationSpec
{
    /// <summary>Topic of the records.</summary>
    public required string Topic { get; init; }

    /// <summary>Rows that they become.</summary>
    public required RowSchema Schema { get; init; }

    /// <summary>How records are written.</summary>
    public EventFormat Format { get; init; }

    /// <summary>What becomes of a field that is not declared.</summary>
    public UnknownFields UnknownFields { get; init; }

    /// <summary>Field that identifies an event, or what a label is about.</summary>
    public required string Id { get; init; }

    /// <summary>Timestamp field that becomes <see cref="SystemColumns.EventTime"/>: for a label, when it became known.</summary>
    public required string Time { get; init; }

    /// <summary>
    /// Field whose text a record's key must equal. Null: the record's key means nothing here (labels, and sources declared
    /// <c>partitioner: any</c>, which are spread anew by the field).
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// How records must lie in partitions. Null: placement does not matter, because this stage keeps no state by key or a
    /// shuffle follows. Where it matters a record needs a key: without one it lies wherever its publisher happened to put it.
    /// </summary>
    public PartitionerKind? Placement { get; init; }

    /// <summary>Largest accepted record (key and value), bytes.</summary>
    public int MaxBytes { get; init; } = 1_000_000;

    /// <summary>How far ahead of its arrival an event time may lie; null: any distance.</summary>
    public TimeSpan? FutureSkew { get; init; }

    /// <summary>How far before its arrival an event time may lie; null: any distance.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Event time within which an id seen again (under the same key, where there is one) is rejected; null: not checked.</summary>
    public TimeSpan? DuplicatesWithin { get; init; }

    /// <summary>Event time by which one record may run ahead before it is believed (<see cref="OrderModel.Drift"/>).</summary>
    public TimeSpan Drift { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What must hold besides.</summary>
    public IReadOnlyList<RuleModel> Rules { get; init; } = [];

    /// <summary>For the stage that reads the source topic.</summary>
    public static ValidationSpec ForSource(TopologyModel topology, StagePlan stage)
    {
        var source = topology.Source;
        var shuffled = source.Partitioner == PartitionerKind.Any;
        var stateful = stage.DuplicatesWithin is not null || stage.Features.Any(f => f is WindowFeature);
        return new ValidationSpec
        {
            Topic = source.Topic,
            Schema = RowSchema.ForSource(source),
            Format = source.Format,
            UnknownFields = source.UnknownFields,
            Id = source.Id,
            Time = source.Time,
            Key = shuffled ? null : source.Key,
            Placement = shuffled || !stateful ? null : source.Partitioner,
            MaxBytes = source.MaxBytes,
            FutureSkew = topology.Validation.FutureSkew,
            MaxAge = topology.Validation.MaxAge,
            DuplicatesWithin = stage.DuplicatesWithin,
            Drift = topology.Order.Drift,
            Rules = topology.Validation.Rules,
        };
    }

    /// <summary>
    /// For the stage that reads the labels topic. A second label of one id inside the window is a duplicate like a second
    /// event; a correction counts once the window has passed. Rules speak of events and do not apply.
    /// </summary>
    public static ValidationSpec ForLabels(TopologyModel topology, StagePlan stage)
    {
        var labels = topology.Labels ?? throw new ArgumentException($"Topology {topology.Name} has no labels.", nameof(topology));
        return new ValidationSpec
        {
            Topic = labels.Topic,
            Schema = RowSchema.ForLabels(labels),
            Format = labels.Format,
            Id = labels.Id,
            Time = labels.Known,
            MaxBytes = labels.MaxBytes,
            FutureSkew = topology.Validation.FutureSkew,
            MaxAge = topology.Validation.MaxAge,
            DuplicatesWithin = stage.DuplicatesWithin,
            Drift = topology.Order.Drift,
        };
    }

    /// <summary>For the stage that takes commands. A command given twice is taken twice, which does nothing more.</summary>
    public static ValidationSpec ForControl(TopologyModel topology, StagePlan stage) =>
        new()
        {
            Topic = (stage.Control ?? throw new ArgumentException($"Stage {stage.Name} takes no commands.", nameof(stage))).Topic,
            Schema = RowSchema.Create(ControlCommands.Fields(topology)),
            Id = ControlCommands.Id,
            Time = ControlCommands.At,
            MaxBytes = ControlCommands.MaxBytes,
            FutureSkew = topology.Validation.FutureSkew,
            Drift = topology.Order.Drift,
            Rules = ControlCommands.Rules(topology),
        };
}
