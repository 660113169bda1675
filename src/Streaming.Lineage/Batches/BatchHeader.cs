using Streaming.Events.Time;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Snapshots;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Batches;

/// <summary>What holds for a whole batch.</summary>
public sealed record BatchHeader
{
    /// <summary>Position reached in every input, after this batch.</summary>
    public required IReadOnlyList<InputPosition> Positions { get; init; }

    /// <summary>The merge's clock after this batch: the stage partition's output watermark.</summary>
    public Timestamp Watermark { get; init; } = Timestamp.Beginning;

    /// <summary>All inputs were silent and drained after this batch: nobody downstream should wait for this partition.</summary>
    public bool Idle { get; init; }

    /// <summary>Partitioner that the source's rows were found to follow; null while undecided.</summary>
    public PartitionerKind? Partitioner { get; init; }

    /// <summary>Version of the topology it was computed under.</summary>
    public int TopologyVersion { get; init; }

    /// <summary>SHA-256 (hex) of the topology file in force.</summary>
    public string TopologyHash { get; init; } = "";

    /// <summary>
    /// The versions that scored the rows, the one that decides first; empty where the rule alone did, or the stage does not score. Where it
    /// depends on the row who decided, column <see cref="RecordColumns.DecidedBy"/> says so.
    /// </summary>
    public IReadOnlyList<ModelInRole> ScoredBy { get; init; } = [];

    /// <summary>The version that decides where a row does not say otherwise; null where the rule does, or the stage does not
    /// score.</summary>
    public ModelInRole? Model => ScoredBy is [{ Role: not ModelRole.Rule } first, ..] ? first : null;

    /// <summary>Product, ONNX Runtime version, provider, instruction set: replay is exact where it is the same.</summary>
    public string EngineFingerprint { get; init; } = "";

    /// <summary>When it was written.</summary>
    public Timestamp WrittenAt { get; init; }

    /// <summary>Version of the program that wrote it, filled in when the batch is prepared; empty in batches of format versions 1 and
    /// 2.</summary>
    public string WrittenBy { get; init; } = "";

    /// <summary>Column of the rows table that identifies an event; lookup by event id goes by it.</summary>
    public string? IdColumn { get; init; }

    /// <summary>Column of the labels table that names the event it labels.</summary>
    public string? LabelIdColumn { get; init; }

    /// <summary>Column of the rows table with the key of the source record; lookup by key goes by it. Null in batches of format versions 1
    /// and 2.</summary>
    public string? KeyColumn { get; init; }

    /// <summary>Event times of rows and labels; min above max when there are none. Filled in when the batch is prepared.</summary>
    public Timestamp MinTime { get; init; } = Timestamp.End;

    /// <summary>Highest event time of its rows and labels.</summary>
    public Timestamp MaxTime { get; init; } = Timestamp.Beginning;

    /// <summary>The stream's counts up to and including this batch. Filled in when the batch is prepared.</summary>
    public StreamTotals Totals { get; init; } = StreamTotals.Zero;

    /// <summary>
    /// Random, filled in when the batch is prepared: blinds the hashes of its records, so that evidence of one record lets
    /// nobody guess the others (see <see cref="Evidence.RecordTree"/>). 0 in batches of format version 1.
    /// </summary>
    public UInt128 Blinding { get; init; }

    /// <summary>The newest snapshot of the partition's state as of this batch; null where there is none.</summary>
    public SnapshotReference? Snapshot { get; init; }

    /// <summary>Version of the stream's last rescale marker, in the marker and in all batches after it; 0: none.</summary>
    public long RescaledAt { get; init; }

    /// <summary>What this batch says as the marker of a rescale; null where it is none.</summary>
    public RescaleMarker? Rescale { get; init; }

    /// <summary>What this batch says as a marker that topics were made again; empty where it is none.</summary>
    public IReadOnlyList<TopicReplacement> ReplacedTopics { get; init; } = [];

    /// <summary>
    /// Batches of the stream that whoever wrote this one may have had appended and not emitted yet: how far outputs may lie behind
    /// lineage after a crash. Releases that did not record it had 2.
    /// </summary>
    public int MaxInFlight { get; init; } = 2;

    /// <summary>What commands have decided, this batch's included.</summary>
    public ControlState Control { get; init; } = ControlState.None;

    /// <summary>What the guards of the stage partition have counted, after this batch; empty where the topology declares none.</summary>
    public IReadOnlyList<GuardState> Guards { get; init; } = [];

    /// <summary>Which guards tripped and recovered with this batch, in order.</summary>
    public IReadOnlyList<GuardEvent> GuardEvents { get; init; } = [];

    /// <summary>In the first batch of a segment, what comes before it; null in others. Filled in when the batch is prepared.</summary>
    public SegmentLink? SegmentBefore { get; init; }

    /// <summary>When the first batch of its segment was written; 0 in what earlier releases wrote. Filled in when the batch is
    /// prepared.</summary>
    public Timestamp SegmentSince { get; init; }
}
