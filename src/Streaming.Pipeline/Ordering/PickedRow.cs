namespace Streaming.Pipeline.Ordering;

/// <summary>A row on its way into a batch.</summary>
/// <param name="Source">Index among the batch's sources.</param>
/// <param name="Row">Row in that source.</param>
/// <param name="Flags">What the merge found out about it (<see cref="Events.Rows.RowFlags"/>).</param>
readonly record struct PickedRow(int Source, int Row, byte Flags);
