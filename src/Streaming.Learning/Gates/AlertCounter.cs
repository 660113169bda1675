using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Learning.Data;
using Streaming.Learning.WhatIf;
using Streaming.Topology.Model;

namespace Streaming.Learning.Gates;

/// <summary>Counts rows about which two kinds of scores would decide anything but the last decision, of those that have both.</summary>
sealed class AlertCounter(IReadOnlyList<DecisionModel> decisions)
{
    readonly byte[] _last = Encoding.UTF8.GetBytes(decisions[^1].Name);
    readonly OtherDecisions _decisions = new(decisions);

    public long One { get; private set; }

    public long Other { get; private set; }

    public void Add(RecordBatch rows, float[] one, float[] other, TimeRange period)
    {
        One += Count(rows, one, other, period);
        Other += Count(rows, other, one, period);
    }

    long Count(RecordBatch rows, float[] scores, float[] others, TimeRange period)
    {
        var decided = new BytesColumn(_decisions.Of(rows, scores));
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var count = 0L;
        for (var row = 0; row < rows.Length; row++)
        {
            if (period.Contains(times[row]) && TwiceScored.HasBoth(scores[row], others[row]) && !decided[row].SequenceEqual(_last))
                count++;
        }

        return count;
    }
}
