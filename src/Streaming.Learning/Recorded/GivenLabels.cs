using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Learning.Recorded;

/// <summary>Recorded labels by the id of what they label, each id's in the order in which they were added.</summary>
sealed class GivenLabels(LabelsModel model)
{
    // Nearly every event has one.
    readonly Dictionary<UInt128, GivenLabel> _first = [];
    readonly Dictionary<UInt128, List<GivenLabel>> _more = [];

    /// <summary>Events that have a label.</summary>
    internal int Events => _first.Count;

    /// <summary>Labels.</summary>
    internal int Count { get; private set; }

    /// <summary>Events whose first label fulfils a condition.</summary>
    internal int CountEvents(Func<GivenLabel, bool> which)
    {
        var count = 0;
        foreach (var (_, label) in _first)
            count += which(label) ? 1 : 0;
        return count;
    }

    /// <summary>Room for so many events.</summary>
    internal void Expect(int events) => _first.EnsureCapacity(events);

    /// <summary>The labels of a batch.</summary>
    /// <param name="labels">Its table.</param>
    /// <param name="stream">A number for where it lies.</param>
    /// <param name="version">Its version.</param>
    /// <param name="wanted">Which of them.</param>
    internal void Add(RecordBatch labels, int stream, long version, Func<GivenLabel, bool> wanted)
    {
        var withdrawn = model.Withdrawn is { } field && Columns.Has(labels, field) ? field : null;
        // Recorded before the topology had the target: none of them says anything, but that others are taken back.
        if (!Columns.Has(labels, model.Target))
            return;
        var ids = EventKey.Of(labels, model.Id);
        var target = Columns.Bool(labels, model.Target);
        var back = Columns.Bool(labels, withdrawn ?? model.Target);
        var events = Columns.Times(labels, model.Time);
        var known = Columns.Times(labels, SystemColumns.EventTime);
        for (var row = 0; row < ids.Length; row++)
        {
            var isBack = withdrawn is not null && !back.IsNull(row) && back[row];
            if (target.IsNull(row) && !isBack)
                continue;
            var kind =
                isBack ? LabelKind.Withdrawal
                : target[row] ? LabelKind.Positive
                : LabelKind.Negative;
            var label = new GivenLabel(events[row], known[row], kind, stream, version);
            if (wanted(label))
                Add(ids[row], label);
        }
    }

    /// <summary>An event's labels; empty: it has none.</summary>
    internal ReadOnlySpan<GivenLabel> Of(UInt128 id)
    {
        ref readonly var first = ref CollectionsMarshal.GetValueRefOrNullRef(_first, id);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(in first))
            return [];
        return _more.Count > 0 && _more.TryGetValue(id, out var all)
            ? CollectionsMarshal.AsSpan(all)
            : new ReadOnlySpan<GivenLabel>(in first);
    }

    /// <summary>Leaves out labels.</summary>
    internal void Remove(Predicate<GivenLabel> which)
    {
        foreach (var (id, all) in _more)
        {
            Count -= all.RemoveAll(which);
            if (all.Count > 0)
                _first[id] = all[0];
            else
                _first.Remove(id);
            if (all.Count < 2)
                _more.Remove(id);
        }

        foreach (var (id, label) in _first)
        {
            if (_more.ContainsKey(id) || !which(label))
                continue;
            _first.Remove(id);
            Count--;
        }
    }

    internal void Clear()
    {
        _first.Clear();
        _more.Clear();
        Count = 0;
    }

    void Add(UInt128 id, GivenLabel label)
    {
        Count++;
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, id, out var exists);
        if (!exists)
            first = label;
        else if (_more.TryGetValue(id, out var all))
            all.Add(label);
        else
            _more[id] = [first, label];
    }
}
