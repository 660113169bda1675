using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Lookup;

/// <summary>What was recorded of a decision's explanation (see <see cref="RecordColumns"/>).</summary>
/// <param name="Base">The margin of a row of which nothing is known.</param>
/// <param name="Contributions">By how much each feature moved the margin.</param>
/// <param name="Reasons">Codes of the reasons that the topology declares, the weightiest first.</param>
public sealed record RecordedExplanation(float Base, IReadOnlyDictionary<string, float> Contributions, IReadOnlyList<string> Reasons);
