using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Learning.Recorded;

/// <summary>The label of each event id, by the topology's rule.</summary>
/// <param name="model">What the topology says of labels.</param>
/// <param name="from">Event time from which on rows are looked for.</param>
sealed class LabelIndex(LabelsModel model, Timestamp from)
{
    readonly GivenLabels _labels = new(model);
    readonly LabelRule _rule = new(model);

    /// <summary>Events that have a label.</summary>
    internal int Count => _labels.Events;

    /// <summary>Labels left out because they became known too late.</summary>
    internal int Late { get; private set; }

    /// <summary>When the last label became known, whatever it came to; null where there is none.</summary>
    internal Timestamp? Newest { get; private set; }

    internal void Add(RecordBatch labels) => _labels.Add(labels, stream: 0, version: 0, IsInTime);

    /// <summary>Room for so many events.</summary>
    internal void Expect(int events) => _labels.Expect(events);

    /// <summary>What the labels of an event come to.</summary>
    /// <param name="id">Of the event.</param>
    /// <param name="isLookedFor">Whether it is one of the time in which rows are looked for: an earlier event has no row among
    /// them.</param>
    internal JoinedLabel Of(UInt128 id, out bool isLookedFor)
    {
        var given = _labels.Of(id);
        isLookedFor = given.Length > 0 && IsLookedFor(given[0]);
        return _rule.Resolve(given);
    }

    internal bool TryGet(UInt128 id, out bool positive) => TryGet(id, out positive, out _);

    internal bool TryGet(UInt128 id, out bool positive, out Timestamp known)
    {
        var joined = Of(id, out _);
        (positive, known) = (joined.Label.IsPositive, joined.Label.Known);
        return joined.State == LabelState.Known;
    }

    /// <summary>Events with labels of the time in which rows are looked for.</summary>
    internal int CountLookedFor() => _labels.CountEvents(IsLookedFor);

    bool IsLookedFor(GivenLabel label) => label.Event >= from;

    bool IsInTime(GivenLabel label)
    {
        Newest = Newest is { } newest && newest > label.Known ? newest : label.Known;
        if (model.Within is not { } within || label.Known <= label.Event.Later(within))
            return true;
        Late++;
        return false;
    }
}
