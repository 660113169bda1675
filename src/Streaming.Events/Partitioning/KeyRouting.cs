using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Events.Partitioning;

/// <summary>Where rows go in a shuffle: murmur2 of the key field's text, as the Java client places records.</summary>
public static class KeyRouting
{
    /// <summary>Writes the partition of every row. A null key goes where the empty text goes.</summary>
    public static void Partitions(RecordBatch batch, string key, int partitions, Span<int> result)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        var keys = new TextColumn(batch, key);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        for (var row = 0; row < batch.Length; row++)
            result[row] = Partitioners.Murmur2Partition(keys.Text(row, scratch), partitions);
    }
}
