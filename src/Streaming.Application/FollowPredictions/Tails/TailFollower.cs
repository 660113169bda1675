namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>What came of taking a step.</summary>
enum Taken
{
    /// <summary>There is none yet.</summary>
    Nothing,

    /// <summary>A record that was not read before, or an offset without one.</summary>
    Step,

    /// <summary>Steps have left before they were taken: read on from <see cref="TailFollower.Read"/> elsewhere.</summary>
    Lost,
}

/// <summary>
/// Somebody's place in a <see cref="PredictionWindow"/>. Who has read further than the window's reader in some partitions and less far in
/// others takes of each step what is new to them, until both are at the same offsets; from then on one cursor serves all. Not thread-safe.
/// </summary>
sealed class TailFollower
{
    readonly PredictionWindow _window;
    readonly ulong _mark;
    long _number;
    string? _cursor;

    /// <summary>Where whoever has taken the same steps and nothing else would be, and where this one is, never behind; null: at the
    /// same offsets.</summary>
    PartitionOffsets? _walked;
    PartitionOffsets? _read;

    /// <param name="window">Whose steps.</param>
    /// <param name="mark">Mark of the topic.</param>
    /// <param name="number">The first step to take.</param>
    /// <param name="walked">Where the window's reader was before it.</param>
    /// <param name="read">What was read.</param>
    /// <param name="cursor">Of who has walked as far.</param>
    public TailFollower(PredictionWindow window, ulong mark, long number, PartitionOffsets walked, PartitionOffsets read, string? cursor)
    {
        (_window, _mark, _number, _walked, _read) = (window, mark, number, walked, read);
        _cursor = new PredictionCursor(mark, read.Next).ToString();
        if (Meets() && cursor is not null)
            _cursor = cursor;
    }

    /// <summary>All that was read.</summary>
    public string Cursor => _cursor ??= new PredictionCursor(_mark, _read!.Next).ToString();

    /// <summary>The same.</summary>
    public PartitionOffsets Read =>
        _read?.Copy()
        ?? (
            PredictionCursor.TryParse(Cursor, out var cursor)
                ? new PartitionOffsets(cursor.Next)
                : throw new InvalidOperationException($"{Cursor} is no cursor.")
        );

    /// <summary>Takes the next step.</summary>
    /// <param name="record">What is new in it; null: nothing, but the cursor may have moved on.</param>
    public Taken Take(out FollowedRecord? record)
    {
        record = null;
        if (!_window.TryStep(_number, out var step))
            return Taken.Lost;
        if (step is null)
            return Taken.Nothing;
        _number++;
        if (_read is null)
        {
            (record, _cursor) = (step.Record, step.Cursor);
            return Taken.Step;
        }

        _walked!.Pass(step.Partition, step.Next);
        if (_read.Pass(step.Partition, step.Next))
            record = step.Record;
        _cursor = Meets() ? step.Cursor : null;
        return Taken.Step;
    }

    /// <summary>Waits for a step, or until it is time to look at the clock.</summary>
    public Task ChangedAsync() => _window.ChangedAsync(_number);

    bool Meets()
    {
        if (!_walked!.Reaches(_read!))
            return false;
        // What was walked by was taken, so that neither is ahead of the other now.
        (_walked, _read) = (null, null);
        return true;
    }
}
