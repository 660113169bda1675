using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>Entries of one input under one key, and the windows that slide over them.</summary>
internal sealed class KeyLog(LogPlan plan)
{
    private const double MicrosecondsPerSecond = 1e6;

    private readonly Accumulators _running = new(plan.Words, plan.Objects);
    private EntryRing _entries = new(plan.Stride);

    // Where the windows stand: the event time of the last row they moved to.
    private long? _time;

    public int Count => _entries.Count;

    public int Bytes => _entries.Bytes + _running.Bytes;

    /// <summary>Whether the windows may move on to a row's time.</summary>
    public bool CanMoveTo(long time) => !(time < _time);

    /// <summary>Puts an entry in its place and returns its number. Late ones enter the windows they belong to.</summary>
    public long Insert(long time, ReadOnlySpan<long> values)
    {
        var number = _entries.After(time);
        var entry = _entries.Insert(number);
        entry[0] = time;
        values.CopyTo(entry[1..]);
        if (_time is { } reached)
        {
            foreach (var window in plan.Windows)
                Enter(window, time, reached, entry);
        }
        return number;
    }

    /// <summary>Moves the windows on to a row's time.</summary>
    public void MoveTo(long time)
    {
        _time = time;
        foreach (var window in plan.Windows)
            Move(window, window.Shape.Low(time), window.Shape.High(time));
    }

    /// <summary>Values of the windows where they stand.</summary>
    /// <param name="time">The row's time.</param>
    /// <param name="self">Number of the row's own entry; -1 for none.</param>
    /// <param name="outputs">By feature.</param>
    /// <param name="row">Row to write to.</param>
    public void Read(long time, long self, float[][] outputs, int row)
    {
        foreach (var window in plan.Windows)
        {
            var pointers = _running.Pointers(window);
            foreach (var output in window.Outputs)
                outputs[output.Feature][row] = Value(output, _running, time, pointers[0], pointers[1], self);
        }
    }

    /// <summary>
    /// Values at a time to which the windows cannot move, computed from the entries; nothing at or before
    /// <paramref name="floor"/> is looked at.
    /// </summary>
    public void ReadAside(long time, long floor, long self, Accumulators scratch, float[][] outputs, int row)
    {
        foreach (var window in plan.Windows)
        {
            var start = _entries.After(Math.Max(floor, window.Shape.Low(time)));
            var end = Math.Max(start, _entries.After(window.Shape.High(time)));
            foreach (var accumulator in window.Accumulators)
            {
                for (var i = start; i < end; i++)
                    scratch.Add(accumulator, _entries[i]);
            }
            foreach (var output in window.Outputs)
                outputs[output.Feature][row] = Value(output, scratch, time, start, end, self);
            scratch.Clear();
        }
    }

    /// <summary>Lets go of entries at or before <paramref name="floor"/>, which no window will reach any more.</summary>
    public void Drop(long floor) => _entries.Drop(floor);

    /// <summary>
    /// Lets go of entries that no row from <paramref name="settled"/> on will reach, moving the windows off them, where no
    /// row has come to do so.
    /// </summary>
    public void Expire(long settled)
    {
        var floor = settled - plan.Reach;
        if (Count == 0 || _entries.TimeOf(_entries.First) > floor)
            return;
        if (CanMoveTo(settled))
            MoveTo(settled);
        _entries.Drop(floor);
        _entries.Shrink();
    }

    private void Enter(WindowPlan window, long time, long reached, ReadOnlySpan<long> entry)
    {
        if (time > window.Shape.High(reached))
            return;
        var pointers = _running.Pointers(window);
        pointers[1]++;
        if (time <= window.Shape.Low(reached))
        {
            pointers[0]++;
            return;
        }
        foreach (var accumulator in window.Accumulators)
            _running.Add(accumulator, entry);
    }

    private void Move(WindowPlan window, long low, long high)
    {
        var pointers = _running.Pointers(window);
        var (start, end) = (pointers[0], pointers[1]);
        for (; start < end && _entries.TimeOf(start) <= low; start++)
        {
            foreach (var accumulator in window.Accumulators)
                _running.Remove(accumulator, _entries[start]);
        }
        if (start == end)
        {
            // What has come and gone since the window last moved need not be added first.
            end = Math.Max(end, _entries.First);
            while (end < _entries.End && _entries.TimeOf(end) <= low)
                end++;
            start = end;
        }
        foreach (var accumulator in window.Accumulators)
            _running.Evict(accumulator, low);
        for (; end < _entries.End && _entries.TimeOf(end) <= high; end++)
        {
            foreach (var accumulator in window.Accumulators)
                _running.Add(accumulator, _entries[end]);
        }
        (pointers[0], pointers[1]) = (start, end);
    }

    private float Value(WindowOutput output, Accumulators values, long time, long start, long end, long self)
    {
        var count = output.Accumulator is { } accumulator ? values.Count(accumulator) : end - start;
        switch (output.Aggregate)
        {
            case Aggregate.Count:
                return count == 0 ? output.Empty : count;
            case Aggregate.SinceLast:
                var last = (self >= start && self < end ? self : end) - 1;
                return last < start ? output.Empty : (float)((time - _entries.TimeOf(last)) / MicrosecondsPerSecond);
            case Aggregate.Distinct:
                var distinct = values.Distinct(output.Accumulator!);
                return distinct == 0 ? output.Empty : distinct;
            case Aggregate.Stddev:
                return count < 2 ? output.Empty : (float)values.Deviation(output.Accumulator!);
            default:
                return count == 0 ? output.Empty : (float)Total(output, values, count);
        }
    }

    private static double Total(WindowOutput output, Accumulators values, long count) => output.Aggregate switch
    {
        Aggregate.Sum => values.Sum(output.Accumulator!),
        Aggregate.Mean => values.Sum(output.Accumulator!) / count,
        Aggregate.Min => values.Minimum(output.Accumulator!),
        Aggregate.Max => values.Maximum(output.Accumulator!),
        _ => throw new InvalidOperationException($"{output.Aggregate} is no total."),
    };
}
