using System.Collections.Concurrent;
using System.Diagnostics;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Metrics;

/// <summary>Where the time of a batch goes.</summary>
public enum Step
{
    /// <summary>Outside bytes to validated columns, or a channel message to columns.</summary>
    Validate,

    /// <summary>Event-time merge of the inputs.</summary>
    Merge,

    /// <summary>Computing features.</summary>
    Features,

    /// <summary>Copying the state, where a batch is to store it.</summary>
    Snapshot,

    /// <summary>Scoring.</summary>
    Inference,

    /// <summary>Encoding and chaining the lineage batch.</summary>
    Audit,

    /// <summary>Writing the outputs' bytes.</summary>
    Project,

    /// <summary>The PostgreSQL transaction (waiting included).</summary>
    Append,

    /// <summary>The Kafka transaction (waiting included).</summary>
    Emit,
}

/// <summary>Counters of one stage of this process since it started. Thread-safe; cheap enough for every batch.</summary>
public sealed class StageMetrics(string stage)
{
    readonly long[] _ticks = new long[Enum.GetValues<Step>().Length];
    readonly long[] _rows = new long[Enum.GetValues<Step>().Length];
    long _accepted;
    long _rejected;
    long _labels;
    long _batches;
    long _commits;
    long _lineageBytes;
    long _restarts;
    readonly ConcurrentDictionary<int, RestoredState> _restored = new();

    /// <summary>Name of the stage.</summary>
    public string Stage { get; } = stage;

    /// <summary>Shows the counters to whoever collects them; null: nobody can.</summary>
    internal PipelineMeter? Meter { get; init; }

    /// <summary>A step took its time.</summary>
    /// <param name="step">Which.</param>
    /// <param name="startTimestamp">When it began (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
    /// <param name="rows">That went through it.</param>
    public void Took(Step step, long startTimestamp, int rows)
    {
        Interlocked.Add(ref _ticks[(int)step], Stopwatch.GetTimestamp() - startTimestamp);
        Interlocked.Add(ref _rows[(int)step], rows);
    }

    /// <summary>All figures as they are now.</summary>
    public StageSnapshot Snapshot() =>
        new(
            Stage,
            Interlocked.Read(ref _accepted),
            Interlocked.Read(ref _rejected),
            Interlocked.Read(ref _labels),
            Interlocked.Read(ref _batches),
            Interlocked.Read(ref _commits),
            Interlocked.Read(ref _lineageBytes),
            Interlocked.Read(ref _restarts),
            [
                .. Enum.GetValues<Step>()
                    .Select(step => new StepCost(
                        step,
                        Interlocked.Read(ref _rows[(int)step]),
                        Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks[(int)step]))
                    )),
            ]
        )
        {
            Restored = [.. _restored.Values.OrderBy(r => r.Partition)],
        };

    internal void Restored(RestoredState state)
    {
        _restored[state.Partition] = state;
        Meter?.Restored(this, state);
    }

    internal void Restarted() => Interlocked.Increment(ref _restarts);

    internal void Committed(IReadOnlyCollection<CommitUnit> units, long appendTicks, long emitTicks)
    {
        foreach (var unit in units)
        {
            Interlocked.Add(ref _accepted, unit.Counts.Accepted);
            Interlocked.Add(ref _rejected, unit.Counts.Rejected);
            Interlocked.Add(ref _labels, unit.Counts.Labels);
            Interlocked.Add(ref _lineageBytes, unit.Lineage.Size);
        }

        Interlocked.Add(ref _batches, units.Count);
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _ticks[(int)Step.Append], appendTicks);
        Interlocked.Add(ref _ticks[(int)Step.Emit], emitTicks);
        var records = units.Sum(u => u.Outputs.Count);
        Interlocked.Add(ref _rows[(int)Step.Append], records);
        Interlocked.Add(ref _rows[(int)Step.Emit], records);
        Meter?.Committed(this, units, Stopwatch.GetElapsedTime(0, appendTicks), Stopwatch.GetElapsedTime(0, emitTicks));
    }
}

/// <param name="Step">Which step.</param>
/// <param name="Rows">Rows it worked on.</param>
/// <param name="Time">Time it took, all partitions added up.</param>
public sealed record StepCost(Step Step, long Rows, TimeSpan Time)
{
    /// <summary>Of one row; 0 where there was none.</summary>
    public double NanosecondsPerRow => Rows == 0 ? 0 : Time.TotalNanoseconds / Rows;
}

/// <summary>A stage's counters at one moment: rows committed since the process started.</summary>
public sealed record StageSnapshot(
    string Stage,
    long Accepted,
    long Rejected,
    long Labels,
    long Batches,
    long Commits,
    long LineageBytes,
    long Restarts,
    IReadOnlyList<StepCost> Steps
)
{
    /// <summary>How the state of each partition that this process has had was last brought back.</summary>
    public IReadOnlyList<RestoredState> Restored { get; init; } = [];
}
