using Streaming.Lineage.Batches;

namespace Streaming.Learning.Outcomes;

/// <summary>Which labels count for a batch of rows: those of each stream up to a version.</summary>
/// <param name="Versions">By stream; those of streams that are not named do not count.</param>
sealed record LabelCut(IReadOnlyDictionary<StreamKey, long> Versions);
