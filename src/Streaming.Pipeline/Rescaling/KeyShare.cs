using Apache.Arrow;
using Streaming.Events.Partitioning;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Gather;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Rescaling;

/// <summary>
/// The keys that lie in a given partition under each of some partition counts: what one partition, after a rescale, takes over
/// of one that was there before.
/// </summary>
/// <param name="Partitioner">
/// How keys are placed. Null: not known, and every key is taken. That is right too, only larger: a key's rows come to one
/// partition, and what others hold of it is never looked at.
/// </param>
sealed record KeyShare(PartitionerKind? Partitioner)
{
    (int Partition, int Of)[] Routes { get; init; } = [];

    /// <summary>Those of the keys that also lie in a partition under another count.</summary>
    public KeyShare With(int partition, int of) =>
        of == 1 || Partitioner is null || Routes.Contains((partition, of)) ? this : this with { Routes = [.. Routes, (partition, of)] };

    public bool TakesAll => Routes.Length == 0;

    /// <param name="key">A key as text.</param>
    public bool Takes(ReadOnlySpan<byte> key)
    {
        foreach (var (partition, of) in Routes)
        {
            var placed =
                Partitioner == PartitionerKind.Crc32 ? Partitioners.Crc32Partition(key, of) : Partitioners.Murmur2Partition(key, of);
            if (placed != partition)
                return false;
        }

        return true;
    }

    /// <summary>The rows of these keys, in their order; null for none.</summary>
    public RecordBatch? Of(RecordBatch? rows, string? key)
    {
        if (rows is null || key is null || Routes.Length == 0)
            return rows;
        var keys = new TextColumn(rows, key);
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        var taken = new int[rows.Length];
        var count = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            if (Takes(keys.Text(row, scratch)))
                taken[count++] = row;
        }

        return count == 0 ? null : RowGather.Take(rows, taken.AsSpan(0, count));
    }
}
