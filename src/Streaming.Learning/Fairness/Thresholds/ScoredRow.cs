using Streaming.Events.Time;

namespace Streaming.Learning.Fairness.Thresholds;

/// <summary>A recorded row that is in a group.</summary>
/// <param name="Time">Of its event.</param>
/// <param name="Group">Number of the group.</param>
/// <param name="Score">As it was recorded.</param>
/// <param name="Favoured">The decision was favourable.</param>
/// <param name="Deserved">A label that is due says that the favourable decision is right; null: nothing is known.</param>
readonly record struct ScoredRow(Timestamp Time, int Group, float Score, bool Favoured, bool? Deserved);
