using Streaming.Events.Time;

namespace Streaming.Publishing.Order;

/// <summary>A label and when it becomes known.</summary>
public sealed record WaitingLabel(Timestamp Known, byte[] Key, byte[] Value);

/// <summary>Labels that are not known yet, in the order in which they become known; of one moment, in the order added.</summary>
public sealed class LabelSchedule
{
    readonly PriorityQueue<WaitingLabel, (Timestamp Known, long Sequence)> _waiting = new();
    long _sequence;

    /// <summary>Labels that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds one.</summary>
    public void Add(WaitingLabel label) => _waiting.Enqueue(label, (label.Known, _sequence++));

    /// <summary>Takes the next label known at or before <paramref name="time"/>; null when there is none.</summary>
    public WaitingLabel? Take(Timestamp time) => _waiting.TryPeek(out var label, out _) && label.Known <= time ? _waiting.Dequeue() : null;
}
