using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Learning.Recorded;

/// <summary>The label of each event id: of several for one id, the one that became known last.</summary>
sealed class LabelIndex(LabelsModel model)
{
    readonly Dictionary<UInt128, Label> _labels = [];

    internal int Count => _labels.Count;

    internal void Add(RecordBatch labels)
    {
        // Recorded before the topology had the target: none of them says anything.
        if (!Columns.Has(labels, model.Target))
            return;
        var ids = EventKey.Of(labels, model.Id);
        var target = Columns.Bool(labels, model.Target);
        var known = Columns.Times(labels, SystemColumns.EventTime);
        for (var row = 0; row < ids.Length; row++)
        {
            if (target.IsNull(row) || (_labels.TryGetValue(ids[row], out var before) && before.Known > known[row]))
                continue;
            _labels[ids[row]] = new Label(known[row], target[row]);
        }
    }

    internal bool TryGet(UInt128 id, out bool positive)
    {
        var found = _labels.TryGetValue(id, out var label);
        positive = label.Positive;
        return found;
    }

    readonly record struct Label(Timestamp Known, bool Positive);
}
