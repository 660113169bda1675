using System.Diagnostics;
using Streaming.Features.Snapshots;
using Streaming.Lineage;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Stages;

/// <summary>
/// Releases rows in event-time order and computes the stage's features. At most <see cref="Credits"/> batches are under
/// way to their commit; meanwhile rows gather here, so that batches grow with the load.
/// </summary>
sealed class FeatureStep(StageParts parts)
{
    const int Credits = RecoveryRules.MostUnderWay;

    int _credits = Credits;
    PartitionerKind? _partitioner = parts.Tail.Header?.Partitioner();

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
        // Nobody waits for a command.
        if (!IsControl(input)) parts.Merge.End(input);
    }

    /// <summary>A batch that <see cref="Take"/> gave is committed.</summary>
    public void Committed() => _credits++;

    /// <summary>The next batch with its features; null where none can leave yet, or enough are under way.</summary>
    public BatchInFlight? Take() => _credits > 0 && Merge() is { } merged ? Compute(merged) : null;

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
        if (merged is null && _credits == Credits) merged = parts.Merge.TakeProgress(always: parts.Control is { HasAny: true });
        return merged is null || parts.Control is null ? merged : parts.Control.Join(merged);
    }

    /// <summary>Takes merged rows into the windows.</summary>
    public BatchInFlight Compute(MergedBatch merged)
    {
        var start = Stopwatch.GetTimestamp();
        var rows = parts.Features.Process(merged.Events, merged.Labels, merged.LabelBefore, merged.Clock);
        parts.Metrics.Took(Step.Features, start, rows?.Length ?? 0);
        _credits--;
        return new BatchInFlight(merged, rows) { Partitioner = _partitioner, Snapshot = Capture(merged) };
    }

    bool IsControl(int input) => parts.Inputs[input].Plan.Kind == InputKind.Control;

    /// <summary>A copy of the state after a batch, where it is time for one.</summary>
    FeatureSnapshot? Capture(MergedBatch merged)
    {
        if (parts.Snapshots is not { } schedule) return null;
        schedule.Recorded((merged.Events?.Length ?? 0) + (merged.Labels?.Length ?? 0));
        if (!schedule.IsDue) return null;
        var start = Stopwatch.GetTimestamp();
        var snapshot = parts.Features.Capture();
        schedule.Taken(snapshot?.Entries);
        parts.Metrics.Took(Step.Snapshot, start, (int)Math.Min(int.MaxValue, snapshot?.Entries ?? 0));
        return snapshot;
    }
}
