using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Topology.Model;

namespace Streaming.Learning.Recorded;

/// <summary>Collects recorded rows that have a label, with their features as the model saw them.</summary>
sealed class LabelledRows(TopologyModel topology, LabelIndex labels)
{
    readonly string[] _features = [.. topology.Features.Select(f => f.Name)];
    readonly List<float> _matrix = [];
    readonly List<bool> _labels = [];
    readonly List<Timestamp> _times = [];
    readonly List<UInt128> _groups = [];

    /// <summary>Rows without a label.</summary>
    internal int Unlabelled { get; private set; }

    /// <summary>Rows recorded before the topology had all its features.</summary>
    internal int OtherFeatures { get; private set; }

    internal void Add(RecordBatch rows, TimeRange period)
    {
        if (!System.Array.TrueForAll(_features, name => Columns.HasFeature(rows, name)))
        {
            OtherFeatures += rows.Length;
            return;
        }

        var ids = EventKey.Of(rows, topology.Source.Id);
        var groups = EventKey.Of(rows, topology.Source.Key);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var picked = new List<int>(rows.Length);
        for (var row = 0; row < ids.Length; row++)
        {
            if (!period.Contains(times[row]))
                continue;
            if (!labels.TryGet(ids[row], out var positive))
            {
                Unlabelled++;
                continue;
            }

            picked.Add(row);
            _labels.Add(positive);
            _times.Add(times[row]);
            _groups.Add(groups[row]);
        }

        AddFeatures(rows, picked);
    }

    /// <summary>Columns become rows: the matrix is row-major.</summary>
    void AddFeatures(RecordBatch rows, List<int> picked)
    {
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

    /// <summary>In event-time order, groups numbered by their keys: the same lineage gives the same set, in whatever order its streams are
    /// read.</summary>
    internal TrainingSet ToSet()
    {
        var numbers = _groups.Distinct().Order().Index().ToDictionary(group => group.Item, group => group.Index);
        return new TrainingSet(_features, [.. _matrix], [.. _labels], [.. _times], [.. _groups.Select(key => numbers[key])]).InTimeOrder();
    }
}
