using System.Diagnostics;

namespace Streaming.Benchmarks.Steps;

/// <summary>What a step has cost so far.</summary>
/// <param name="Stage">Stage of the plan.</param>
/// <param name="Step">What was done.</param>
sealed record StepTotal(string Stage, string Step)
{
    public long Rows { get; set; }

    public TimeSpan Time { get; set; }

    /// <summary>Bytes of managed memory.</summary>
    public long Allocated { get; set; }

    public double NanosecondsPerRow => Rows == 0 ? 0 : Time.TotalNanoseconds / Rows;

    public double BytesPerRow => Rows == 0 ? 0 : (double)Allocated / Rows;
}

/// <summary>Adds up time and allocations of steps that run on this thread.</summary>
sealed class StepClock
{
    readonly Dictionary<(string, string), StepTotal> _totals = [];

    /// <summary>In the order in which steps first came.</summary>
    public IReadOnlyCollection<StepTotal> Totals => _totals.Values;

    /// <param name="stage">Stage of the plan.</param>
    /// <param name="step">What is done.</param>
    /// <param name="work">The doing.</param>
    /// <param name="rows">Rows that the result is about.</param>
    public T Time<T>(string stage, string step, Func<T> work, Func<T, int> rows)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var result = work();
        var time = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Add(stage, step, rows(result), time, allocated);
        return result;
    }

    public void Add(string stage, string step, int rows, TimeSpan time, long allocated)
    {
        if (!_totals.TryGetValue((stage, step), out var total))
            _totals[(stage, step)] = total = new StepTotal(stage, step);
        (total.Rows, total.Time, total.Allocated) = (total.Rows + rows, total.Time + time, total.Allocated + allocated);
    }
}
