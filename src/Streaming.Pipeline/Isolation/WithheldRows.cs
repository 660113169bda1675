using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Isolation;

/// <summary>
/// Takes rows that fail alone out of merged batches, before they enter the windows. Those of an outside topic never come so far
/// (validation rejects them); those of a channel do, since positions count the rows of its messages.
/// </summary>
sealed class WithheldRows(FailedRows failed, TopologyModel topology)
{
    readonly RejectedRow _rejected = new(topology);

    /// <summary>The batch with these rows among the rejected ones, and the same positions and clock.</summary>
    public MergedBatch From(MergedBatch merged)
    {
        if (failed.IsEmpty)
            return merged;
        var rejected = new List<RecordBatch>();
        if (merged.Rejected is { } before)
            rejected.Add(before);
        var events = Keep(merged.Events, RowContent.Events, rejected);
        var labels = Keep(merged.Labels, RowContent.Labels, rejected);
        if (events is null && labels is null)
            return merged;
        return merged with
        {
            Events = Rows(merged.Events, events),
            Labels = Rows(merged.Labels, labels),
            LabelBefore = Before(merged.LabelBefore, labels, events),
            Rejected = RowGather.Concat(rejected),
        };
    }

    /// <summary>Indexes of the rows that stay; null: all do.</summary>
    int[]? Keep(RecordBatch? rows, RowContent content, List<RecordBatch> rejected)
    {
        if (rows is null)
            return null;
        var topic = RowIsolation.TopicOf(topology, content);
        var partitions = Columns.Int32(rows, SystemColumns.Partition);
        var offsets = Columns.Int64(rows, SystemColumns.Offset);
        var kept = new List<int>(rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            if (failed.Find(new RowPlace(topic, partitions[row], offsets[row])) is { } detail)
                rejected.Add(_rejected.Of(rows, row, content, detail));
            else
                kept.Add(row);
        }

        return kept.Count == rows.Length ? null : [.. kept];
    }

    static RecordBatch? Rows(RecordBatch? rows, int[]? kept) =>
        kept is null ? rows
        : kept.Length == 0 ? null
        : RowGather.Take(rows!, kept);

    /// <summary>Each label stays before the event that followed it, or the next one that stays.</summary>
    static int[] Before(int[] before, int[]? labels, int[]? events)
    {
        var kept = labels is null ? before : [.. labels.Select(label => before[label])];
        return events is null ? kept : [.. kept.Select(row => events.Count(e => e < row))];
    }
}
