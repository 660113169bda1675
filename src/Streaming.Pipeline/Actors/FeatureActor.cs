using System.Diagnostics;
using Akka.Actor;
using Streaming.Features.Snapshots;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Actors;

/// <summary>
/// Releases rows in event-time order and computes the stage's features. At most <see cref="Credits"/> batches are under
/// way to their commit; meanwhile rows gather here, so that batches grow with the load.
/// </summary>
internal sealed class FeatureActor : ReceiveActor, IWithTimers
{
    private const int Credits = RecoveryRules.MostUnderWay;

    private readonly PartitionContext _partition;
    private readonly IActorRef _next;
    private int _credits = Credits;
    private PartitionerKind? _partitioner;

    public FeatureActor(PartitionContext partition, IActorRef next)
    {
        _partition = partition;
        _next = next;
        _partitioner = partition.Tail.Header?.Partitioner();
        Receive<InputSlice>(slice =>
        {
            partition.Merge.Add(slice.Input, slice.Slice);
            _partitioner = slice.Partitioner ?? _partitioner;
            partition.Inputs[slice.Input].Gauge.Arrived(slice.Slice.Bytes);
            Release();
        });
        Receive<InputEnd>(end =>
        {
            partition.Merge.End(end.Input);
            Release();
        });
        Receive<BatchCommitted>(_ =>
        {
            _credits++;
            Release();
        });
        Receive<Tick>(_ => Release());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Release()
    {
        while (_credits > 0 && Take() is { } merged)
        {
            var start = Stopwatch.GetTimestamp();
            var rows = _partition.Features.Process(merged.Events, merged.Labels, merged.LabelBefore, merged.Clock);
            _partition.Metrics.Took(Step.Features, start, rows?.Length ?? 0);
            _credits--;
            _next.Tell(new BatchInFlight(merged, rows) { Partitioner = _partitioner, Snapshot = Capture(merged) });
        }

        foreach (var input in _partition.Inputs)
        {
            input.Gauge.Ahead = _partition.Merge.IsAhead(input.Id);
            input.Gauge.AsksForEnd = _partition.Merge.AsksForEnd(input.Id);
        }

        if (_partition.Merge.Wait is { } wait) Timers.StartSingleTimer("wait", Tick.Instance, wait);
    }

    /// <summary>A copy of the state after a batch, where it is time for one.</summary>
    private FeatureSnapshot? Capture(MergedBatch merged)
    {
        if (_partition.Snapshots is not { } schedule) return null;
        schedule.Recorded((merged.Events?.Length ?? 0) + (merged.Labels?.Length ?? 0));
        if (!schedule.IsDue) return null;
        var start = Stopwatch.GetTimestamp();
        var snapshot = _partition.Features.Capture();
        schedule.Taken(snapshot?.Entries);
        _partition.Metrics.Took(Step.Snapshot, start, (int)Math.Min(int.MaxValue, snapshot?.Entries ?? 0));
        return snapshot;
    }

    /// <summary>Rows if any can leave; else, while nothing is under way, how far the clock and the positions have come.</summary>
    private MergedBatch? Take()
    {
        var start = Stopwatch.GetTimestamp();
        var merged = _partition.Merge.Take(_partition.Settings.MaxBatchRows);
        _partition.Metrics.Took(Step.Merge, start, merged?.RowCount ?? 0);
        return merged ?? (_credits == Credits ? _partition.Merge.TakeProgress() : null);
    }
}
