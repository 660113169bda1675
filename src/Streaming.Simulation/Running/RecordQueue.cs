using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.Simulation.Running;

/// <summary>Records that wait for their time, first in, first out; their bytes lie in one arena that is reused as it empties.</summary>
sealed class RecordQueue
{
    readonly Queue<(Timestamp Time, int Key, int Value, bool Truth)> entries = new();
    byte[] arena = new byte[1 << 16];
    int start;
    int end;

    public bool Any => entries.Count > 0;

    public Timestamp NextTime => entries.Peek().Time;

    public void Add(Timestamp time, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool truth)
    {
        Reserve(key.Length + value.Length);
        key.CopyTo(arena.AsSpan(end));
        value.CopyTo(arena.AsSpan(end + key.Length));
        end += key.Length + value.Length;
        entries.Enqueue((time, key.Length, value.Length, truth));
    }

    /// <summary>Takes the first; its bytes stay as they are until something is added.</summary>
    public SimulatedRecord Take(RowContent content)
    {
        var (time, key, value, truth) = entries.Dequeue();
        var record = new SimulatedRecord(content, time, arena.AsMemory(start, key), arena.AsMemory(start + key, value), truth);
        start += key + value;
        return record;
    }

    void Reserve(int length)
    {
        if (arena.Length - end >= length)
            return;
        var used = end - start;
        // Half empty: move what is left to the front; else grow.
        var room = used + length > arena.Length / 2 ? new byte[Math.Max(arena.Length * 2, used + length)] : arena;
        Buffer.BlockCopy(arena, start, room, 0, used);
        (arena, start, end) = (room, 0, used);
    }
}
