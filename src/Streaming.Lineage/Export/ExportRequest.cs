using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.Lineage.Export;

/// <summary>What to export of a topology's lineage.</summary>
/// <param name="Plan">The topology: it names the columns, and which stage is final.</param>
public sealed record ExportRequest(PipelinePlan Plan)
{
    /// <summary>Earliest event time, inclusive. Rejected records, whose event time may be what is wrong with them, go by
    /// their Kafka timestamp.</summary>
    public Timestamp From { get; init; } = Timestamp.Beginning;

    /// <summary>Latest event time, exclusive.</summary>
    public Timestamp To { get; init; } = Timestamp.End;

    /// <summary>Columns by name, in this order; null: all but the raw bytes of rejected records.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Personal fields, and the bytes that may have them, are null.</summary>
    public bool HidesPersonal { get; init; }
}
