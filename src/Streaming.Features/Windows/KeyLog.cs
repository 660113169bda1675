using Streaming.Events.Time;
using Streaming.Features.Snapshots;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>Entries of one input under one key, and the windows that slide over them.</summary>
sealed class KeyLog(LogPlan plan)
{
    const double MicrosecondsPerSecond = 1e6;

    readonly Accumulators _running = new(plan.Words, plan.Objects);
    EntryRing _entries = new(plan.Stride);

    // Where the windows stand: the event time of the last row they moved to.
    Timestamp? _time;

    public int Count => _entries.Count;

    public int Bytes => _entries.Bytes + _running.Bytes;

    /// <summary>Whether the windows may move on to a row's time.</summary>
    public bool CanMoveTo(Timestamp time) => !(time < _time);

    /// <summary>
    /// Puts a row in its place; where it comes late, into the windows it belongs to as well. Returns the number of its entry,
    /// -1 where it shares one.
    /// </summary>
    public long Insert(Timestamp time, ReadOnlySpan<long> values)
    {
        if (plan.Pane > 0)
        {
            InsertIntoPane(time, values);
            return -1;
        }
        var number = _entries.After(time);
        var entry = _entries.Insert(number);
        entry[0] = time.Micros;
        values.CopyTo(entry[1..]);
        Enter(number);
        return number;
    }

    /// <summary>Moves the windows on to a row's time.</summary>
    public void MoveTo(Timestamp time)
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
    public void Read(Timestamp time, long self, float[][] outputs, int row)
    {
        foreach (var window in plan.Windows)
        {
            var pointers = _running.Pointers(window);
            foreach (var output in window.Outputs)
                outputs[output.Feature][row] = Value(window, output, _running, time, pointers[0], pointers[1], self);
        }
    }

    /// <summary>
    /// Values at a time to which the windows cannot move, computed from the entries; nothing at or before
    /// <paramref name="floor"/> is looked at.
    /// </summary>
    public void ReadAside(Timestamp time, Timestamp floor, long self, Accumulators scratch, float[][] outputs, int row)
    {
        foreach (var window in plan.Windows)
        {
            var start = _entries.After(Timestamp.Max(floor, window.Shape.Low(time)));
            var end = Math.Max(start, _entries.After(window.Shape.High(time)));
            for (var i = start; i < end; i++)
                Add(scratch, window, i);
            foreach (var output in window.Outputs)
                outputs[output.Feature][row] = Value(window, output, scratch, time, start, end, self);
            scratch.Clear();
        }
    }

    /// <summary>Lets go of entries at or before <paramref name="floor"/>, which no window will reach any more.</summary>
    public void Drop(Timestamp floor) => _entries.Drop(floor);

    /// <summary>
    /// Lets go of entries that no row from <paramref name="settled"/> on will reach, moving the windows off them, where no
    /// row has come to do so.
    /// </summary>
    public void Expire(Timestamp settled)
    {
        var floor = plan.Floor(settled);
        if (Count == 0 || _entries.TimeOf(_entries.First) > floor)
            return;
        if (CanMoveTo(settled))
            MoveTo(settled);
        _entries.Drop(floor);
        _entries.Shrink();
    }

    /// <summary>Whether any entry lies above a floor.</summary>
    public bool Reaches(Timestamp floor) => Count > 0 && _entries.TimeOf(_entries.End - 1) > floor;

    /// <summary>Writes the entries above a floor; returns how many.</summary>
    public int Write(StateWriter writer, Timestamp floor)
    {
        var first = _entries.After(floor);
        writer.Short((ulong)(_entries.End - first));
        for (var i = first; i < _entries.End; i++)
        {
            var entry = _entries[i];
            if (i == first)
                writer.Long(entry[0]);
            else
                writer.Short((ulong)entry[0] - (ulong)_entries[i - 1][0]);
            writer.Longs(entry[1..]);
        }
        return (int)(_entries.End - first);
    }

    /// <summary>Fills a log that is new; its windows stand nowhere yet.</summary>
    /// <exception cref="SnapshotException">The bytes are damaged.</exception>
    public void Read(ref StateReader reader)
    {
        var count = reader.Count(bytesEach: 1 + ((plan.Stride - 1) * sizeof(long)));
        _entries.Reserve(count);
        long time = 0;
        for (var i = 0; i < count; i++)
        {
            var next = i == 0 ? reader.Long() : unchecked(time + (long)reader.Short());
            if (i > 0 && next < time)
                throw new SnapshotException("entries in it are out of order");
            time = next;
            var entry = _entries.Insert(_entries.End);
            entry[0] = time;
            for (var word = 1; word < entry.Length; word++)
                entry[word] = reader.Long();
            if (!plan.IsEntry(entry))
                throw new SnapshotException("an entry in it is none that windows keep");
        }
    }

    bool NeedsWideSum(ReadOnlySpan<long> values)
    {
        foreach (var column in plan.Columns)
        {
            if (column.NeedsWideSum(values))
                return true;
        }
        return false;
    }

    void InsertIntoPane(Timestamp time, ReadOnlySpan<long> values)
    {
        var pane = time.Floor(plan.Pane);
        var next = _entries.After(pane);
        var alone = NeedsWideSum(values);
        for (var i = next - 1; !alone && i >= _entries.First && _entries.TimeOf(i) == pane; i--)
        {
            if (!PaneGroup.IsAlone(_entries[i]))
            {
                Join(i, values);
                return;
            }
        }
        var entry = _entries.Insert(next);
        entry.Clear();
        entry[0] = pane.Micros;
        entry[PaneGroup.RowsWord] = alone ? 3 : 2;
        foreach (var group in plan.Groups)
            group.Add(entry, values);
        Enter(next);
    }

    // A row joins the entry of its pane, and the windows that the entry is in.
    void Join(long number, ReadOnlySpan<long> values)
    {
        var entry = _entries[number];
        entry[PaneGroup.RowsWord] += 2;
        foreach (var group in plan.Groups)
            group.Add(entry, values);
        foreach (var window in plan.Windows)
        {
            var pointers = _running.Pointers(window);
            if (number < pointers[0] || number >= pointers[1])
                continue;
            _running.Rows(window)++;
            foreach (var accumulator in window.Accumulators)
                _running.AddValue(accumulator, new Timestamp(entry[0]), values);
        }
    }

    // A new entry enters the windows that stand around its time.
    void Enter(long number)
    {
        if (_time is not { } reached)
            return;
        var time = _entries.TimeOf(number);
        foreach (var window in plan.Windows)
        {
            if (time > window.Shape.High(reached))
                continue;
            var pointers = _running.Pointers(window);
            pointers[1]++;
            if (time <= window.Shape.Low(reached))
                pointers[0]++;
            else
                Add(_running, window, number);
        }
    }

    void Add(in Accumulators to, WindowPlan window, long number)
    {
        var entry = _entries[number];
        if (plan.Pane > 0)
            to.Rows(window) += (ulong)PaneGroup.Rows(entry);
        foreach (var accumulator in window.Accumulators)
            to.Add(accumulator, entry);
    }

    void Remove(WindowPlan window, long number)
    {
        var entry = _entries[number];
        if (plan.Pane > 0)
            _running.Rows(window) -= (ulong)PaneGroup.Rows(entry);
        foreach (var accumulator in window.Accumulators)
            _running.Remove(accumulator, entry);
    }

    void Move(WindowPlan window, Timestamp low, Timestamp high)
    {
        var pointers = _running.Pointers(window);
        var (start, end) = (pointers[0], pointers[1]);
        for (; start < end && _entries.TimeOf(start) <= low; start++)
            Remove(window, start);
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
            Add(_running, window, end);
        (pointers[0], pointers[1]) = (start, end);
    }

    float Value(WindowPlan window, WindowOutput output, in Accumulators values, Timestamp time, long start, long end, long self)
    {
        var count =
            output.Accumulator is { } accumulator ? values.Count(accumulator)
            : plan.Pane > 0 ? (long)values.Rows(window)
            : end - start;
        switch (output.Aggregate)
        {
            case Aggregate.Count:
                return count == 0 ? output.Empty : count;
            case Aggregate.SinceLast:
                var last = (self >= start && self < end ? self : end) - 1;
                return last < start ? output.Empty : (float)(time.MicrosSince(_entries.TimeOf(last)) / MicrosecondsPerSecond);
            case Aggregate.Distinct:
                var distinct = values.Distinct(output.Accumulator!);
                return distinct == 0 ? output.Empty : distinct;
            case Aggregate.Stddev:
                return count < 2 ? output.Empty : (float)values.Deviation(output.Accumulator!);
            default:
                return count == 0 ? output.Empty : (float)Total(output, values, count);
        }
    }

    static double Total(WindowOutput output, in Accumulators values, long count) =>
        output.Aggregate switch
        {
            Aggregate.Sum => values.Sum(output.Accumulator!),
            Aggregate.Mean => values.Sum(output.Accumulator!) / count,
            Aggregate.Min => values.Minimum(output.Accumulator!),
            Aggregate.Max => values.Maximum(output.Accumulator!),
            _ => throw new InvalidOperationException($"{output.Aggregate} is no total."),
        };
}
