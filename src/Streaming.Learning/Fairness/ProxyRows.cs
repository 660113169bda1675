using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Groups;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Topology.Model;

namespace Streaming.Learning.Fairness;

/// <summary>Recorded rows with their features and their groups, labels or not.</summary>
/// <param name="topology">Which declares groups.</param>
/// <param name="period">Event times of the rows.</param>
/// <param name="share">Of the rows, those whose ids hash below it.</param>
sealed class ProxyRows(TopologyModel topology, TimeRange period, double share)
{
    readonly string[] _features = [.. topology.Features.Select(f => f.Name)];
    readonly GroupColumn[] _columns = [.. topology.Fairness!.Attributes.Select(attribute => new GroupColumn(attribute))];
    readonly List<int>[] _groups = [.. topology.Fairness!.Attributes.Select(_ => new List<int>())];
    readonly List<float> _matrix = [];
    readonly List<Timestamp> _times = [];
    readonly UInt128 _below = share >= 1 ? UInt128.MaxValue : (UInt128)(share * (double)UInt128.MaxValue);

    internal int Count => _times.Count;

    internal void Add(RecordBatch rows)
    {
        // Recorded before the topology had all its features.
        if (rows.Length == 0 || !Columns.HasFeatures(rows, _features))
            return;
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var ids = EventKey.Of(rows, topology.Source.Id);
        var groups = System.Array.ConvertAll(_columns, column => column.Of(rows));
        var picked = new List<int>();
        for (var row = 0; row < rows.Length; row++)
        {
            if (!period.Contains(times[row]) || ids[row] > _below)
                continue;
            picked.Add(row);
            _times.Add(times[row]);
            for (var attribute = 0; attribute < groups.Length; attribute++)
                _groups[attribute].Add(groups[attribute][row]);
        }

        var first = _matrix.Count;
        CollectionsMarshal.SetCount(_matrix, first + picked.Count * _features.Length);
        var target = CollectionsMarshal.AsSpan(_matrix)[first..];
        for (var feature = 0; feature < _features.Length; feature++)
        {
            var values = Columns.Float(rows, _features[feature]);
            for (var i = 0; i < picked.Count; i++)
                target[i * _features.Length + feature] = values[picked[i]];
        }
    }

    /// <summary>The groups of an attribute, declared ones in their order, others by name.</summary>
    internal IEnumerable<(int Number, string Name)> Names(int attribute)
    {
        var names = _columns[attribute].Names.Index();
        return _columns[attribute].Attribute.Groups is null ? names.OrderBy(name => name.Item, StringComparer.Ordinal) : names;
    }

    /// <summary>The rows that are in any group, by time; the label is whether they are in this one.</summary>
    internal TrainingSet OfGroup(int attribute, int number)
    {
        var groups = _groups[attribute];
        return new TrainingSet(_features, [.. _matrix], [.. groups.Select(group => group == number)], [.. _times])
            .Where(row => groups[row] != GroupColumn.None)
            .InTimeOrder();
    }
}
