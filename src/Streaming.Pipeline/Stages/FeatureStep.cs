using System.Diagnostics;
using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Features;
using Streaming.Features.Snapshots;
using Streaming.Lineage;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Stages;

/// <summary>
/// Releases rows in event-time order and computes the stage's features. At most <see cref="StageParts.MaxInFlight"/> batches are under
/// way to their commit; meanwhile rows gather here, so that batches grow with the load.
/// </summary>
sealed class FeatureStep(StageParts parts)
{
    readonly WithheldRows _withheld = new(parts.Isolation.Failed, parts.Topology);
    int _credits = parts.MaxInFlight;

    // Where the model fails, a person may have told the stage to do without it: that has to be read before the rows that it fails on.
    bool _awaitsCommands = parts.Control is not null && parts.Isolation.ModelFails;
    PartitionerKind? _partitioner = parts.Tail.Header?.Partitioner;
    Timestamp _segmentSince = parts.Tail.Header?.SegmentSince ?? Now(parts);

    /// <summary>How long an input that is waited for may still take; null: nothing hangs on time.</summary>
    public TimeSpan? Wait => parts.Merge.Wait;

    public void Add(InputSlice slice)
    {
        if (IsControl(slice.Input))
        {
            parts.Control!.Add(slice.Slice);
        }
        else
        {
            parts.Merge.Add(slice.Input, slice.Slice);
            _partitioner = slice.Partitioner ?? _partitioner;
        }

        parts.Inputs[slice.Input].Gauge.Arrived(slice.Slice.Bytes);
    }

    /// <summary>Everything of an input up to now has been added.</summary>
    public void End(int input)
    {
        // Nobody waits for a command, but for one that is there already.
        if (IsControl(input))
            _awaitsCommands = false;
        else
            parts.Merge.End(input);
    }

    /// <summary>A batch that <see cref="Take"/> gave is committed.</summary>
    public void Committed() => _credits++;

    /// <summary>The next batch with its features; null where none can leave yet, or enough are under way.</summary>
    public BatchInFlight? Take() => _credits > 0 && !_awaitsCommands && Merge() is { } merged ? Compute(merged) : null;

    /// <summary>Says to the consumer, by the gauges, how the inputs stand.</summary>
    public void Gauge()
    {
        foreach (var input in parts.Inputs)
        {
            if (IsControl(input.Id))
            {
                input.Gauge.Ahead = parts.Control!.IsFull;
                continue;
            }

            input.Gauge.Ahead = parts.Merge.IsAhead(input.Id, held: _credits == 0);
            input.Gauge.AsksForEnd = parts.Merge.AsksForEnd(input.Id);
        }
    }

    /// <summary>
    /// Rows if any can leave; else, while nothing is under way, how far the clock and the positions have come. Commands go with whichever
    /// leaves first.
    /// </summary>
    public MergedBatch? Merge()
    {
        var start = Stopwatch.GetTimestamp();
        var merged = parts.Merge.Take(parts.MaxBatchRows);
        parts.Metrics.Took(Step.Merge, start, merged?.RowCount ?? 0);
        if (merged is null && _credits == parts.MaxInFlight)
            merged = parts.Merge.TakeProgress(always: parts.Control is { HasAny: true });
        return merged is null || parts.Control is null ? merged : parts.Control.Join(merged);
    }

    /// <summary>Takes merged rows into the windows.</summary>
    /// <exception cref="FailedRowsException">Features fail on some rows alone.</exception>
    public BatchInFlight Compute(MergedBatch merged)
    {
        merged = _withheld.From(merged);
        var start = Stopwatch.GetTimestamp();
        var rows = Process(merged);
        parts.Metrics.Took(Step.Features, start, rows?.Length ?? 0);
        _credits--;
        return new BatchInFlight(merged, rows) { Partitioner = _partitioner, Snapshot = Capture(merged) };
    }

    bool IsControl(int input) => parts.Inputs[input].Plan.Kind == InputKind.Control;

    RecordBatch? Process(MergedBatch merged)
    {
        try
        {
            var rows = parts.Features.Process(merged.Events, merged.Labels, merged.LabelBefore, merged.Clock);
            if (merged.Events is { } events)
                parts.Isolation.Computed.Passed(events, model: null);
            return rows;
        }
        catch (Exception fault) when (RowFailure.CanCause(fault))
        {
            var witness = parts.Isolation.Computed.Row;
            BlameRows(RowContent.Events, merged.Events, rows => Alone().Process(rows, null, [], merged.Clock), witness, fault);
            BlameRows(
                RowContent.Labels,
                merged.Labels,
                rows => Alone().Replay(null, rows, new int[rows.Length], merged.Clock),
                witness: null,
                fault
            );
            throw;
        }

        // Whether a row is to blame for what the windows hold cannot be told from here: they are half changed.
        FeatureEngine Alone() => new(parts.Stage, parts.Topology);
    }

    void BlameRows(RowContent content, RecordBatch? rows, Action<RecordBatch> attempt, RecordBatch? witness, Exception fault)
    {
        if (rows is null)
            return;
        var failing = new RowTrial(rows, attempt).Find(witness is null ? null : () => attempt(witness));
        parts.Isolation.Blame(RowIsolation.TopicOf(parts.Topology, content), rows, failing, "A feature", fault);
    }

    /// <summary>A copy of the state after a batch, where it is time for one.</summary>
    FeatureSnapshot? Capture(MergedBatch merged)
    {
        if (parts.Snapshots is not { } schedule)
            return null;
        schedule.Recorded((merged.Events?.Length ?? 0) + (merged.Labels?.Length ?? 0));
        var (now, segments) = (Now(parts), parts.Segments);
        if (!schedule.IsDue && !(segments.IsOver(_segmentSince, now) && schedule.IsDueForSegment))
            return null;
        var start = Stopwatch.GetTimestamp();
        var snapshot = parts.Features.Capture();
        schedule.Taken(snapshot?.Entries);
        if (snapshot is not null && segments.IsOver(_segmentSince, now))
            _segmentSince = now;
        parts.Metrics.Took(Step.Snapshot, start, (int)Math.Min(int.MaxValue, snapshot?.Entries ?? 0));
        return snapshot;
    }

    static Timestamp Now(StageParts parts) => Timestamp.Now(parts.Time);
}
