using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// The k-way merge: takes rows off the queues' heads in order of place. What one input has below all other heads is taken
/// at once.
/// </summary>
sealed class RowPicker(List<InputQueue> queues)
{
    Timestamp[] _heads = [];
    readonly List<int> _labelBefore = [];
    bool _inGroup;
    int _groupEvents;
    int _groupLabels;

    public PickedRows Events { get; } = new();
    public PickedRows Labels { get; } = new();
    public int Count => Events.Count + Labels.Count;

    /// <summary>For each label the number of events before it.</summary>
    public int[] LabelBefore => [.. _labelBefore];

    /// <summary>Highest place taken so far.</summary>
    public Timestamp LastPlace { get; private set; } = Timestamp.Beginning;

    /// <summary>Takes rows with a place below the limit, until there are enough; whole groups of one place only.</summary>
    /// <returns>The lowest place that is left, <see cref="Timestamp.End"/> for none.</returns>
    public Timestamp Pick(Timestamp limit, int maxRows, Timestamp clock)
    {
        _labelBefore.Clear();
        _inGroup = false;
        if (_heads.Length != queues.Count)
            _heads = new Timestamp[queues.Count];
        for (var i = 0; i < _heads.Length; i++)
            _heads[i] = HeadOf(queues[i]);
        while (true)
        {
            var lowest = FindLowest(out var first, out var second);
            if (first >= limit || (Count >= maxRows && !(_inGroup && first == LastPlace)))
            {
                CloseGroup();
                return first;
            }
            PickRun(queues[lowest], Timestamp.Min(second, limit), maxRows, clock);
            _heads[lowest] = HeadOf(queues[lowest]);
        }
    }

    static Timestamp HeadOf(InputQueue queue) => queue.Head is { } slice ? slice.Places[slice.Next] : Timestamp.End;

    int FindLowest(out Timestamp first, out Timestamp second)
    {
        var lowest = 0;
        first = second = Timestamp.End;
        for (var i = 0; i < _heads.Length; i++)
        {
            var head = _heads[i];
            if (head < first)
            {
                second = first;
                first = head;
                lowest = i;
            }
            else if (head < second)
            {
                second = head;
            }
        }
        return lowest;
    }

    // Rows of the first place in any case (another head may have it too), then those below the stop.
    void PickRun(InputQueue queue, Timestamp stop, int maxRows, Timestamp clock)
    {
        var slice = queue.Head!;
        var labels = queue.Input.Content == RowContent.Labels;
        var places = slice.Places.AsSpan(0, slice.Decided);
        var start = slice.Next;
        var row = start;
        do
        {
            var place = places[row];
            if (!_inGroup || place != LastPlace)
            {
                CloseGroup();
                if (row > start && Count >= maxRows)
                    break;
                OpenGroup(place);
            }
            var end = row + 1;
            while (end < places.Length && places[end] == place)
                end++;
            (labels ? Labels : Events).Add(slice, row, end, clock);
            row = end;
        } while (row < places.Length && places[row] < stop);
        slice.Next = row;
        queue.OnTaken(row - start);
    }

    void OpenGroup(Timestamp place)
    {
        _inGroup = true;
        LastPlace = place;
        _groupEvents = Events.Count;
        _groupLabels = Labels.Count;
    }

    void CloseGroup()
    {
        if (!_inGroup)
            return;
        _inGroup = false;
        Events.SortTies(_groupEvents);
        Labels.SortTies(_groupLabels);
        for (var i = _groupLabels; i < Labels.Count; i++)
            _labelBefore.Add(_groupEvents);
    }
}
