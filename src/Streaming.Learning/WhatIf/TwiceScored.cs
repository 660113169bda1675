using System.Runtime.InteropServices;
using Apache.Arrow;
using Streaming.Drift.Distances;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.Trials;
using Streaming.Topology.Model;

namespace Streaming.Learning.WhatIf;

/// <summary>Recorded rows with two scores each, and how good either is where labels are known.</summary>
sealed class TwiceScored(TopologyModel topology)
{
    static readonly double[] Tenths = [.. Enumerable.Range(1, 9).Select(i => i / 10.0)];

    readonly List<UInt128> _ids = [];
    readonly List<UInt128> _groups = [];
    readonly List<Timestamp> _times = [];
    readonly List<float> _one = [];
    readonly List<float> _other = [];

    internal int Count => _ids.Count;

    internal ReadOnlySpan<float> One => CollectionsMarshal.AsSpan(_one);

    internal ReadOnlySpan<float> Other => CollectionsMarshal.AsSpan(_other);

    /// <summary>Rows of a period, with the scores of either; those without one of the two (NaN) are left out.</summary>
    internal void Add(RecordBatch rows, ReadOnlySpan<float> one, ReadOnlySpan<float> other, TimeRange period)
    {
        var ids = EventKey.Of(rows, topology.Source.Id);
        var groups = EventKey.Of(rows, topology.Source.Key);
        var times = Columns.Times(rows, SystemColumns.EventTime);
        for (var row = 0; row < ids.Length; row++)
        {
            if (!period.Contains(times[row]) || !HasBoth(one[row], other[row]))
                continue;
            _ids.Add(ids[row]);
            _groups.Add(groups[row]);
            _times.Add(times[row]);
            _one.Add(one[row]);
            _other.Add(other[row]);
        }
    }

    /// <summary>A model may give no score for a row that another one scored.</summary>
    internal static bool HasBoth(float one, float other) => !float.IsNaN(one) && !float.IsNaN(other);

    internal void Add(TwiceScored next)
    {
        _ids.AddRange(next._ids);
        _groups.AddRange(next._groups);
        _times.AddRange(next._times);
        _one.AddRange(next._one);
        _other.AddRange(next._other);
    }

    /// <summary>The population stability index of the other scores against the ones; 0 without rows.</summary>
    internal double Stability()
    {
        if (Count == 0)
            return 0;
        var reference = ReferenceHistogram.Of([.. _one.Select(s => (double)s)]);
        var counts = reference.NewCounts();
        foreach (var score in _other)
            counts[reference.BinOf(score)]++;
        return Distance.PopulationStability(reference, counts);
    }

    /// <summary>The same over tenths of the range from 0 to 1. Bins of as many scores each would tell 0.0001 from 0.0002, by which nobody
    /// decides. 0 without rows.</summary>
    internal double StabilityByTenths()
    {
        if (Count == 0)
            return 0;
        var counts = new long[Tenths.Length + 2];
        var tenths = new ReferenceHistogram(Tenths, counts);
        foreach (var score in _one)
            counts[tenths.BinOf(score)]++;
        var reference = new ReferenceHistogram(Tenths, counts);
        var others = reference.NewCounts();
        foreach (var score in _other)
            others[reference.BinOf(score)]++;
        return Distance.PopulationStability(reference, others);
    }

    /// <summary>Null where no row has a label.</summary>
    internal WhatIfQuality? Quality(LabelIndex labels, TrialRule rule)
    {
        var rows = new List<(int Row, bool Positive)>();
        for (var row = 0; row < Count; row++)
        {
            if (labels.TryGet(_ids[row], out var positive))
                rows.Add((row, positive));
        }

        if (rows.Count == 0)
            return null;
        // Rows of one score rank in their order: by time and event, whichever partition they went through.
        rows.Sort(
            (a, b) =>
            {
                var byTime = _times[a.Row].CompareTo(_times[b.Row]);
                return byTime != 0 ? byTime : _ids[a.Row].CompareTo(_ids[b.Row]);
            }
        );
        var numbers = rows.Select(r => _groups[r.Row]).Distinct().Order().Index().ToDictionary(g => g.Item, g => g.Index);
        var set = new TrainingSet(
            [],
            [],
            [.. rows.Select(r => r.Positive)],
            [.. rows.Select(r => _times[r.Row])],
            [.. rows.Select(r => numbers[_groups[r.Row]])]
        );
        float[] one = [.. rows.Select(r => _one[r.Row])];
        float[] other = [.. rows.Select(r => _other[r.Row])];
        return new WhatIfQuality(JudgedScores.Of(one, set), JudgedScores.Of(other, set), TrialEvidence.Of(one, other, set.Labels, rule));
    }
}
