using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;

namespace Streaming.Pipeline.Ordering;

/// <summary>Rejected records that leave with a batch.</summary>
/// <param name="room">Above this many no further ones are taken that could still wait.</param>
sealed class RejectedRows(int room)
{
    readonly List<RecordBatch> _parts = [];
    int _count;

    public bool Full => _count >= room;

    /// <returns>Offset of the last one.</returns>
    public long Add(RecordBatch part)
    {
        _parts.Add(part);
        _count += part.Length;
        return Columns.Int64(part, SystemColumns.Offset)[^1];
    }

    public RecordBatch? Build() => _parts.Count == 0 ? null : RowGather.Concat(_parts);
}
