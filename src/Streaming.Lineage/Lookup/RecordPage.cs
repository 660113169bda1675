using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>Records, the last recorded first.</summary>
/// <param name="Records">Scored and rejected ones, without their labels and other stages.</param>
/// <param name="Next">
/// What <see cref="RecordQuery.Before"/> has to be for those before them; null: these are the first ones recorded.
/// </param>
/// <param name="NotIndexed">
/// Batches that were read only because their filters are of an earlier release; <see cref="Verification.IndexRebuild"/> spares that.
/// </param>
public sealed record RecordPage(IReadOnlyList<LineageRecord> Records, LineageId? Next, long NotIndexed);
