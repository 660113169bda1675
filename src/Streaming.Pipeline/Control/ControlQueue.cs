using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Control;

/// <summary>
/// Commands that have come and have not taken effect. They wait for no event time: whatever batch leaves next carries them, and is scored
/// as they say. So where they stand among the rows is what was recorded, and nothing else. Not thread safe.
/// </summary>
/// <param name="start">Where its topic goes on.</param>
/// <param name="state">What was in force there.</param>
sealed class ControlQueue(Ordering.InputPosition start, ControlState state)
{
    // Nobody has that many commands; what a stranger writes is kept out of memory.
    const long MostBytes = 1 << 20;

    readonly Queue<MergeSlice> _waiting = new();
    Ordering.InputPosition _position = start;
    ControlState _state = state;
    long _bytes;

    /// <summary>Something waits for a batch.</summary>
    public bool HasAny => _waiting.Count > 0;

    /// <summary>Reading should pause.</summary>
    public bool IsFull => _bytes >= MostBytes;

    /// <summary>Adds the next piece of the control topic.</summary>
    public void Add(MergeSlice slice)
    {
        _waiting.Enqueue(slice);
        _bytes += slice.Bytes;
    }

    /// <summary>A batch with everything that waits, and with the position it stands for.</summary>
    public MergedBatch Join(MergedBatch batch)
    {
        var (commands, rejected) = (new List<RecordBatch>(), new List<RecordBatch>());
        if (batch.Rejected is not null)
            rejected.Add(batch.Rejected);
        while (_waiting.TryDequeue(out var slice))
        {
            if (slice.Rows is { Length: > 0 } rows)
                commands.Add(rows);
            if (slice.Rejected is { Length: > 0 } refused)
                rejected.Add(refused);
            _position = _position with { NextOffset = slice.NextOffset };
        }

        _bytes = 0;
        var taken = Concat(commands);
        _state = After(taken) ?? _state;
        return batch with { Commands = taken, Rejected = Concat(rejected), Control = _state, Positions = [.. batch.Positions, _position] };
    }

    /// <summary>The last command about what scores stands; null: there is none among these.</summary>
    static ControlState? After(RecordBatch? commands)
    {
        for (var row = (commands?.Length ?? 0) - 1; row >= 0; row--)
        {
            if (Columns.Text(commands!, ControlCommands.Kind, row) is var kind and not ControlCommands.Override)
                return new ControlState(Columns.Text(commands!, ControlCommands.Id, row), kind == ControlCommands.Fallback, 0);
        }

        return null;
    }

    static RecordBatch? Concat(List<RecordBatch> parts) =>
        parts.Count == 0 ? null
        : parts.Count == 1 ? parts[0]
        : RowGather.Concat(parts);
}
