using Streaming.Inference.Conformal;
using Streaming.Inference.Outliers;

namespace Streaming.Inference.Serving;

/// <summary>What guards go by, as it was kept with a version when it was trained.</summary>
/// <param name="HeldOut">What it scored of rows that it had not learnt from; null: no guard asks for that.</param>
/// <param name="Isolation">How the rows lie that it learnt from; null: no guard asks for that.</param>
public sealed record VersionFacts(HeldOutScores? HeldOut = null, IsolationReference? Isolation = null);
