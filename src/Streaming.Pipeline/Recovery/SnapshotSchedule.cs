namespace Streaming.Pipeline.Recovery;

/// <summary>
/// When a stage partition's state is copied into lineage again: once the rows recorded since the last time would take about as
/// long to replay as the state takes to read. So a restart reads at most the state and a share of it in rows, however
/// long the history; and what is written stays in proportion to the rows, however large the state.
/// </summary>
/// <param name="fewestRows">However small the state: rows that are quicker to replay than a snapshot is worth.</param>
/// <param name="since">Work that recovery found since the last snapshot.</param>
/// <param name="entries">Size of the last snapshot.</param>
public sealed class SnapshotSchedule(int fewestRows, long since = 0, long entries = 0)
{
    /// <summary>A batch costs as much to read as so many rows: a slow stream has many, of few rows.</summary>
    const int RowsPerBatch = 16;

    /// <summary>Entries read from a snapshot in the time that a recorded row takes.</summary>
    const int EntriesPerRow = 2;

    long _since = since;
    long _entries = entries;

    /// <summary>Whether it is time for one.</summary>
    public bool IsDue => _since >= Math.Max(fewestRows, _entries / EntriesPerRow);

    /// <summary>
    /// Whether it is time for one where a segment of lineage is to end, which it can only where state is stored: however few the rows, but
    /// never more often than in proportion to them.
    /// </summary>
    public bool IsDueForSegment => _since > 0 && _since >= _entries / EntriesPerRow;

    /// <summary>What recovery would have to replay of a batch; nothing of one without rows.</summary>
    public static long Work(int rows) => rows == 0 ? 0 : rows + RowsPerBatch;

    /// <summary>A batch of so many rows was recorded.</summary>
    public void Recorded(int rows) => _since += Work(rows);

    /// <param name="size">Entries of the snapshot; of one too large to be taken, whatever it was last.</param>
    public void Taken(long? size)
    {
        _since = 0;
        _entries = size ?? Math.Max(_entries, 1) * 2;
    }
}
