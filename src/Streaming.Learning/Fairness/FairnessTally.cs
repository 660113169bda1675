using System.Text;
using Apache.Arrow;
using Streaming.Events.Groups;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Gates;
using Streaming.Learning.Recorded;
using Streaming.Topology.Model;

namespace Streaming.Learning.Fairness;

/// <summary>Counts, group by group, what was decided about recorded rows, or what another version would have decided.</summary>
/// <param name="topology">Which declares groups.</param>
/// <param name="period">Event times of the rows that count.</param>
/// <param name="labels">What became of rows; null: the topology has no labels.</param>
/// <param name="due">Labels of rows before have had their time to come.</param>
sealed class FairnessTally(TopologyModel topology, TimeRange period, LabelIndex? labels, Timestamp due)
{
    readonly FairnessModel _fairness = topology.Fairness!;
    readonly (GroupColumn Column, List<GroupTally> Groups)[] _attributes =
    [
        .. topology.Fairness!.Attributes.Select(attribute => (new GroupColumn(attribute), new List<GroupTally>())),
    ];
    readonly long[] _ungrouped = new long[topology.Fairness!.Attributes.Count];
    readonly byte[][] _named = [.. topology.Fairness!.Decisions.Select(Encoding.UTF8.GetBytes)];
    readonly OtherDecisions _decisions = new(topology.Score.Decisions);
    long _rows;

    /// <summary>What would be decided with other scores.</summary>
    /// <param name="rows">Of the final stage.</param>
    /// <param name="scores">[rows]</param>
    internal void AddOther(RecordBatch rows, ReadOnlySpan<float> scores) => Add(rows, scores, new BytesColumn(_decisions.Of(rows, scores)));

    /// <summary>What was decided.</summary>
    /// <param name="rows">Of the final stage.</param>
    /// <param name="scores">[rows] NaN: there is none.</param>
    /// <param name="decisions">[rows] Names of decisions.</param>
    internal void Add(RecordBatch rows, ReadOnlySpan<float> scores, BytesColumn decisions)
    {
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var ids = labels is null ? [] : EventKey.Of(rows, topology.Source.Id);
        int[][] groups = [.. _attributes.Select(attribute => attribute.Column.Of(rows))];
        for (var row = 0; row < rows.Length; row++)
        {
            if (!period.Contains(times[row]))
                continue;
            _rows++;
            var favoured = IsFavoured(decisions[row]);
            bool? label = labels is not null && labels.TryGet(ids[row], out var positive) ? positive : null;
            for (var attribute = 0; attribute < _attributes.Length; attribute++)
            {
                if (groups[attribute][row] is not GroupColumn.None and var group)
                {
                    var deserved = label is { } known && _fairness.Deserves(known);
                    Tally(attribute, group).Add(favoured, times[row] < due, scores[row], label, deserved);
                }
                else
                {
                    _ungrouped[attribute]++;
                }
            }
        }
    }

    internal FairnessReport Report() =>
        new(
            _rows,
            labels is null ? null : due,
            [
                .. _attributes.Select(
                    (attribute, at) =>
                        AttributeFindings.Of(attribute.Column.Attribute, _ungrouped[at], Ordered(attribute), _fairness.Smallest)
                ),
            ]
        );

    bool IsFavoured(ReadOnlySpan<byte> decision)
    {
        foreach (var name in _named)
        {
            if (decision.SequenceEqual(name))
                return !_fairness.AreAdverse;
        }

        return _fairness.AreAdverse;
    }

    GroupTally Tally(int attribute, int group)
    {
        var groups = _attributes[attribute].Groups;
        while (groups.Count <= group)
            groups.Add(new GroupTally());
        return groups[group];
    }

    static List<(string, GroupTally)> Ordered((GroupColumn Column, List<GroupTally> Groups) attribute)
    {
        var groups = attribute.Column.Names.Select((name, at) => (name, attribute.Groups.ElementAtOrDefault(at) ?? new GroupTally()));
        // As they were found says nothing: it is by how rows lie in partitions.
        return attribute.Column.Attribute.Groups is null ? [.. groups.OrderBy(group => group.name, StringComparer.Ordinal)] : [.. groups];
    }
}
