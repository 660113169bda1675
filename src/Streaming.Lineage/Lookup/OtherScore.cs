using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>What somebody said of a row who did not decide about it.</summary>
/// <param name="By">Who.</param>
/// <param name="Score">The score.</param>
public sealed record OtherScore(ModelInRole By, float Score);
