using System.Collections.Frozen;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Recording;

/// <summary>A batch as it is written down: header and tables.</summary>
sealed record RecordedBatch(
    BatchHeader Header,
    RecordBatch? Rows,
    RecordBatch? Labels,
    RecordBatch? Rejected,
    IReadOnlyList<LineageTable> Tables
)
{
    /// <summary>int32 column of the labels table: the event row before which the label was taken.</summary>
    public const string BeforeColumn = "_before";

    /// <param name="parts">Where it was computed.</param>
    /// <param name="batch">What was computed.</param>
    /// <param name="snapshot">The newest snapshot of the partition's state, this batch's included.</param>
    /// <param name="control">What commands have decided, with the version they took effect in.</param>
    public static RecordedBatch Of(StageParts parts, BatchInFlight batch, SnapshotReference? snapshot, ControlState control)
    {
        var merged = batch.Merged;
        var topology = parts.Topology;
        // Where labels only pass through, they stand before no event.
        var labels = merged.Labels is null || IsLabelsStage(parts) ? merged.Labels : WithBefore(merged.Labels, merged.LabelBefore);
        var header = new BatchHeader
        {
            Positions =
            [
                .. merged.Positions.Select(p =>
                    Positions.ToRecorded(p, merged.Publishers.FirstOrDefault(i => i.Topic == p.Topic), parts.TopicIds)
                ),
            ],
            Watermark = merged.Clock,
            Idle = merged.Idle,
            Partitioner = batch.Partitioner,
            Snapshot = snapshot,
            RescaledAt = parts.Tail.Header?.RescaledAt ?? 0,
            MaxInFlight = parts.MaxInFlight,
            Control = control,
            Guards = batch.Guards,
            GuardEvents = batch.GuardEvents,
            TopologyVersion = topology.Version,
            TopologyHash = topology.ContentHash,
            ScoredBy = batch.ScoredBy,
            EngineFingerprint = parts.Scorer?.Fingerprint ?? "",
            WrittenAt = Timestamp.Now(parts.Time),
            IdColumn = topology.Source.Id,
            LabelIdColumn = topology.Labels?.Id,
            KeyColumn = topology.Source.Key,
        };
        var tables = new List<LineageTable>(4);
        Add(tables, TableNames.Rows, batch.Rows, Personal(topology.Source.Fields));
        Add(tables, TableNames.Labels, labels, Personal(topology.Labels?.Fields ?? []));
        Add(tables, TableNames.Rejected, merged.Rejected, FrozenSet<string>.Empty);
        // Hardly any batch has commands: what they are like is looked up for those alone.
        if (merged.Commands is { } commands)
            Add(tables, TableNames.Control, commands, Personal(ControlCommands.Fields(topology)));
        return new RecordedBatch(header, batch.Rows, labels, merged.Rejected, tables);
    }

    public OutputSource ToOutputs(StreamKey stream, long version) =>
        new(stream, version, Header, Rows, Labels, Rejected, Table(TableNames.Control));

    RecordBatch? Table(string name) => Tables.FirstOrDefault(t => t.Name == name)?.Batch;

    static bool IsLabelsStage(StageParts parts) => parts.Stage.Inputs.Any(i => i.Kind == Topology.Plan.InputKind.Labels);

    static void Add(List<LineageTable> tables, string name, RecordBatch? batch, IReadOnlySet<string> personal)
    {
        if (batch is { Length: > 0 })
            tables.Add(new LineageTable(name, batch) { Personal = personal });
    }

    static HashSet<string> Personal(IReadOnlyList<FieldModel> fields) =>
        fields.Where(f => f.Personal).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The order that a recorded labels table carries.</summary>
    public static int[] Before(RecordBatch? labels) =>
        labels is null ? []
        : Columns.Has(labels, BeforeColumn) ? Columns.Int32(labels, BeforeColumn).ToArray()
        : new int[labels.Length];

    static RecordBatch WithBefore(RecordBatch labels, int[] before)
    {
        var array = new Int32Array.Builder().Append(before.AsSpan(0, labels.Length)).Build();
        return labels.With(BeforeColumn, Int32Type.Default, array);
    }
}
