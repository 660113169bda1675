namespace Streaming.Learning.Algorithms;

/// <summary>Probabilities of rows that did not count as they are.</summary>
static class Odds
{
    /// <summary>A positive row that counted <paramref name="weight"/> times multiplied the odds by it: without that.</summary>
    internal static double Unweighted(double probability, double weight) =>
        weight == 1 ? probability : probability / (probability + weight * (1 - probability));
}
