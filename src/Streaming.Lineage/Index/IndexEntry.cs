namespace Streaming.Lineage;

/// <summary>What the index keeps of one batch; recomputable from its body.</summary>
/// <param name="Counts">Of this batch alone.</param>
/// <param name="Clock">The merge's clock after the batch.</param>
/// <param name="Filter">Bloom filter over the event ids of its rows, labels and rejected records.</param>
internal sealed record IndexEntry(StreamTotals Counts, long Clock, byte[] Filter);
