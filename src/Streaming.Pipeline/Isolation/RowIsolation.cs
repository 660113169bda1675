using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Isolation;

/// <summary>
/// What a stage remembers, from session to session, to tell a row on which a feature or the model throws from a feature or a model that
/// throws: rows that failed alone, and one that did not.
/// </summary>
sealed class RowIsolation
{
    public FailedRows Failed { get; } = new();

    /// <summary>An event that features could be computed of.</summary>
    public Witness Computed { get; } = new();

    /// <summary>A row that could be scored.</summary>
    public Witness Scored { get; } = new();

    /// <summary>The last thing that was scored failed, and no row was to blame.</summary>
    public bool ModelFails
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Topic that rows of a content come from, whichever stage they are in.</summary>
    public static string TopicOf(TopologyModel topology, RowContent content) =>
        content == RowContent.Labels ? topology.Labels!.Topic : topology.Source.Topic;

    /// <summary>Ends the session where rows are to blame for a fault; returns where none is.</summary>
    /// <param name="topic">Where the rows come from.</param>
    /// <param name="rows">The batch.</param>
    /// <param name="failing">Rows of it that fail alone.</param>
    /// <param name="what">What fails on them.</param>
    /// <param name="fault">What the batch threw.</param>
    /// <exception cref="FailedRowsException">Some are.</exception>
    public void Blame(string topic, RecordBatch rows, IReadOnlyList<RowFailure> failing, string what, Exception fault)
    {
        if (failing.Count == 0)
            return;
        var partitions = Columns.Int32(rows, SystemColumns.Partition);
        var offsets = Columns.Int64(rows, SystemColumns.Offset);
        foreach (var failure in failing)
        {
            // Known, and met again: trying once more would find it once more.
            if (!Failed.Add(new RowPlace(topic, partitions[failure.Row], offsets[failure.Row]), failure.Describe(what)))
                return;
        }

        var first = failing[0].Row;
        throw new FailedRowsException(
            failing.Count,
            new RowPlace(topic, partitions[first], offsets[first]),
            failing[0].Describe(what),
            fault
        );
    }
}
