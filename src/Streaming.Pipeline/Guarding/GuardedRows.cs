using Apache.Arrow;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Guarding;

/// <summary>Rows with the decisions that go out.</summary>
/// <param name="Rows">As decided, and beside it what guards changed.</param>
/// <param name="After">What guards have counted then.</param>
/// <param name="Events">Which tripped and recovered.</param>
sealed record GuardedRows(RecordBatch Rows, IReadOnlyList<GuardState> After, IReadOnlyList<GuardEvent> Events);
