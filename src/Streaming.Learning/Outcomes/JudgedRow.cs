using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Outcomes;

/// <summary>A row about whose event a label says how it was.</summary>
/// <param name="Score">Of the version that decides; NaN: it gave none.</param>
/// <param name="Alert">Whether its decision was another than the last one that the topology declares; null: another version
/// decided.</param>
/// <param name="Positive">What the label says.</param>
/// <param name="Delay">How long after the event it was known.</param>
/// <param name="Labels">How many labels the event has.</param>
/// <param name="Contradicted">Whether they do not all say the same.</param>
readonly record struct JudgedRow(float Score, bool? Alert, bool Positive, TimeSpan Delay, int Labels, bool Contradicted)
{
    /// <summary>Squared error of the score.</summary>
    internal double Loss => SquaredError.Of(Score, Positive);

    /// <summary>Whether the decision was wrong; null: another version decided.</summary>
    internal bool? Error => Alert is { } alert ? alert != Positive : null;
}
