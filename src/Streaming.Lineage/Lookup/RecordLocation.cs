using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>One row of one table of one batch.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="Version">Batch.</param>
/// <param name="Table">See <see cref="TableNames"/>.</param>
/// <param name="Row">Row of the table, from 0.</param>
public sealed record RecordLocation(StreamKey Stream, long Version, string Table, int Row);
