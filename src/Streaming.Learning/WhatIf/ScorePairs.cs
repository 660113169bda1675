using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.WhatIf;

/// <summary>What a few columns of a scored row say before and after, row for row: all that a what-if report is made from.</summary>
sealed class ScorePairs(TopologyModel topology, DecisionNames decisions)
{
    internal TwiceScored Scores { get; } = new(topology);

    internal List<int> RecordedDecisions { get; } = [];

    internal List<int> WhatIfDecisions { get; } = [];

    /// <summary>Rows that the other model has no score for.</summary>
    internal long Unscored { get; private set; }

    internal void Add(RecordBatch recorded, RecordBatch whatIf, TimeRange period)
    {
        var one = Columns.Float(recorded, TableNames.Score);
        var other = Columns.Float(whatIf, TableNames.Score);
        Scores.Add(recorded, one, other, period);
        var times = Columns.Times(recorded, SystemColumns.EventTime);
        // No guard looks at what another model would say: held against it is what the score alone led to.
        var decided = new ScoreDecisions(recorded);
        var wouldDecide = Columns.Bytes(whatIf, TableNames.Decision);
        for (var row = 0; row < times.Length; row++)
        {
            if (!period.Contains(times[row]))
                continue;
            if (!TwiceScored.HasBoth(one[row], other[row]))
            {
                Unscored++;
                continue;
            }

            RecordedDecisions.Add(decisions.NumberOf(decided[row]));
            WhatIfDecisions.Add(decisions.NumberOf(wouldDecide[row]));
        }
    }

    internal void Add(ScorePairs next)
    {
        Unscored += next.Unscored;
        Scores.Add(next.Scores);
        RecordedDecisions.AddRange(next.RecordedDecisions);
        WhatIfDecisions.AddRange(next.WhatIfDecisions);
    }
}

/// <summary>Numbers of decisions: the topology's first, in its order, then those that only an earlier topology made. Thread-safe.</summary>
sealed class DecisionNames(TopologyModel topology)
{
    readonly Lock _gate = new();
    readonly List<byte[]> _names = [.. topology.Score.Decisions.Select(d => Encoding.UTF8.GetBytes(d.Name))];

    internal IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
                return [.. _names.Select(Encoding.UTF8.GetString)];
        }
    }

    internal int NumberOf(ReadOnlySpan<byte> name)
    {
        lock (_gate)
        {
            for (var number = 0; number < _names.Count; number++)
            {
                if (name.SequenceEqual(_names[number]))
                    return number;
            }

            _names.Add(name.ToArray());
            return _names.Count - 1;
        }
    }
}
