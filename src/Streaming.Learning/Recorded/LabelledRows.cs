using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Groups;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Topology.Model;

namespace Streaming.Learning.Recorded;

/// <summary>Collects the recorded rows of a stream that have a label, with their features as the model saw them.</summary>
/// <param name="topology">Whose rows.</param>
/// <param name="labels">What became of them.</param>
/// <param name="period">Event times of the rows.</param>
/// <param name="attribute">By what rows are divided into protected groups; null: they are not.</param>
sealed class LabelledRows(TopologyModel topology, LabelIndex labels, TimeRange period, ProtectedAttribute? attribute)
{
    readonly GroupColumn? _column = attribute is null ? null : new GroupColumn(attribute);
    readonly List<int> _protected = [];
    readonly string[] _features = [.. topology.Features.Select(f => f.Name)];
    readonly List<float> _matrix = [];
    readonly List<bool> _labels = [];
    readonly List<Timestamp> _times = [];
    readonly List<int> _groups = [];
    readonly Dictionary<UInt128, int> _groupNumbers = [];
    readonly List<UInt128> _groupKeys = [];
    readonly List<int> _picked = [];
    int _repeated;
    int _contradicted;
    int _refused;
    int _withdrawn;
    int _found;

    /// <summary>Rows without a label.</summary>
    internal int Unlabelled { get; private set; }

    /// <summary>Rows recorded before the topology had all its features.</summary>
    internal int OtherFeatures { get; private set; }

    internal void Add(RecordBatch rows)
    {
        var fits = System.Array.TrueForAll(_features, name => Columns.HasFeature(rows, name));
        OtherFeatures += fits ? 0 : rows.Length;
        var ids = EventKey.Of(rows, topology.Source.Id);
        var groups = EventKey.Of(rows, topology.Source.Key);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var protectedGroups = _column?.Of(rows);
        _picked.Clear();
        for (var row = 0; row < ids.Length; row++)
        {
            var joined = labels.Of(ids[row], out var isLookedFor);
            _found += isLookedFor ? 1 : 0;
            if (!fits || !period.Contains(times[row]) || !Takes(joined))
                continue;
            _picked.Add(row);
            _labels.Add(joined.Label.IsPositive);
            _times.Add(times[row]);
            _groups.Add(NumberOf(groups[row]));
            if (protectedGroups is not null)
                _protected.Add(protectedGroups[row]);
        }

        AddFeatures(rows);
    }

    /// <summary>Room for so many rows.</summary>
    internal void Expect(int rows)
    {
        _matrix.EnsureCapacity(rows * _features.Length);
        _labels.EnsureCapacity(rows);
        _times.EnsureCapacity(rows);
        _groups.EnsureCapacity(rows);
    }

    int NumberOf(UInt128 group)
    {
        if (_groupNumbers.TryGetValue(group, out var number))
            return number;
        _groupKeys.Add(group);
        return _groupNumbers[group] = _groupKeys.Count - 1;
    }

    bool Takes(JoinedLabel joined)
    {
        _contradicted += joined.Contradicted ? 1 : 0;
        _repeated += joined is { Contradicted: false, Labels: > 1 } ? 1 : 0;
        switch (joined.State)
        {
            case LabelState.None:
                Unlabelled++;
                break;
            case LabelState.Withdrawn:
                _withdrawn++;
                break;
            case LabelState.Contradicting:
                _refused++;
                break;
        }

        return joined.State == LabelState.Known;
    }

    /// <summary>Columns become rows: the matrix is row-major.</summary>
    void AddFeatures(RecordBatch rows)
    {
        var first = _matrix.Count;
        CollectionsMarshal.SetCount(_matrix, first + _picked.Count * _features.Length);
        var target = CollectionsMarshal.AsSpan(_matrix)[first..];
        for (var feature = 0; _picked.Count > 0 && feature < _features.Length; feature++)
        {
            var values = Columns.Float(rows, _features[feature]);
            for (var i = 0; i < _picked.Count; i++)
                target[i * _features.Length + feature] = values[_picked[i]];
        }
    }

    /// <summary>What labels were like.</summary>
    internal static LabelCounts Counts(IReadOnlyList<LabelledRows> streams, LabelIndex labels) =>
        new(
            streams.Sum(s => s._repeated),
            streams.Sum(s => s._contradicted),
            streams.Sum(s => s._refused),
            streams.Sum(s => s._withdrawn),
            labels.Late,
            Math.Max(0, labels.CountLookedFor() - streams.Sum(s => s._found))
        );

    /// <summary>In event-time order, groups numbered by their keys: the same lineage gives the same set, however its rows lie in
    /// streams.</summary>
    internal static TrainingSet ToSet(TopologyModel topology, IReadOnlyList<LabelledRows> streams)
    {
        var places = Places(streams);
        System.Array.Sort([.. streams.SelectMany(s => s._times).Select(t => t.Micros)], places);
        OrderTies(streams, places);
        var width = topology.Features.Count;
        var features = new float[places.Length * width];
        var (labels, times, groups) = (new bool[places.Length], new Timestamp[places.Length], new int[places.Length]);
        var numbers = NumberGroups(streams);
        for (var i = 0; i < places.Length; i++)
        {
            var (stream, row) = (streams[places[i].Stream], places[i].Row);
            stream.Row(row).CopyTo(features.AsSpan(i * width, width));
            (labels[i], times[i], groups[i]) = (stream._labels[row], stream._times[row], numbers[places[i].Stream][stream._groups[row]]);
        }

        return new TrainingSet(
            [.. topology.Features.Select(f => f.Name)],
            features,
            labels,
            times,
            groups,
            ProtectedOf(streams, [.. places.Select(place => (place.Stream, place.Row))])
        );
    }

    static Place[] Places(IReadOnlyList<LabelledRows> streams)
    {
        var places = new Place[streams.Sum(s => s._times.Count)];
        var at = 0;
        foreach (var (number, stream) in streams.Index())
        {
            for (var row = 0; row < stream._times.Count; row++)
                places[at++] = new Place(number, row);
        }

        return places;
    }

    /// <summary>Rows of one time, by their features, labels and groups.</summary>
    static void OrderTies(IReadOnlyList<LabelledRows> streams, Place[] places)
    {
        for (var from = 0; from < places.Length; )
        {
            var to = from + 1;
            while (to < places.Length && TimeOf(places[to]) == TimeOf(places[from]))
                to++;
            if (to - from > 1)
                places.AsSpan(from, to - from).Sort(Compare);
            from = to;
        }

        Timestamp TimeOf(Place place) => streams[place.Stream]._times[place.Row];

        int Compare(Place a, Place b)
        {
            var (one, other) = (streams[a.Stream], streams[b.Stream]);
            var byFeatures = one.Row(a.Row).SequenceCompareTo(other.Row(b.Row));
            if (byFeatures != 0)
                return byFeatures;
            var byLabel = one._labels[a.Row].CompareTo(other._labels[b.Row]);
            if (byLabel != 0)
                return byLabel;
            var byGroup = one._groupKeys[one._groups[a.Row]].CompareTo(other._groupKeys[other._groups[b.Row]]);
            return byGroup != 0 ? byGroup : string.CompareOrdinal(one.NameOf(a.Row), other.NameOf(b.Row));
        }
    }

    /// <summary>Numbered as they are declared, or by their names: each stream found them in an order of its own.</summary>
    static ProtectedGroups? ProtectedOf(IReadOnlyList<LabelledRows> streams, (int Stream, int Row)[] places)
    {
        if (streams.Select(s => s._column).FirstOrDefault(c => c is not null)?.Attribute is not { } attribute)
            return null;
        IReadOnlyList<string> names = attribute.Groups
            ?? [.. streams.SelectMany(s => s._column!.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        return new ProtectedGroups(
            attribute.Name,
            names,
            [.. places.Select(place => streams[place.Stream].NameOf(place.Row) is { } name ? numbers[name] : GroupColumn.None)]
        );
    }

    /// <summary>The protected group of a row; null: none.</summary>
    string? NameOf(int row) => _column is null || _protected[row] == GroupColumn.None ? null : _column.Names[_protected[row]];

    /// <summary>For each stream, the set's number of each of its own.</summary>
    static int[][] NumberGroups(IReadOnlyList<LabelledRows> streams)
    {
        var all = streams.SelectMany(s => s._groupKeys).Distinct().Order().Index().ToDictionary(g => g.Item, g => g.Index);
        return [.. streams.Select(s => s._groupKeys.Select(key => all[key]).ToArray())];
    }

    ReadOnlySpan<float> Row(int row) => CollectionsMarshal.AsSpan(_matrix).Slice(row * _features.Length, _features.Length);

    readonly record struct Place(int Stream, int Row);
}
