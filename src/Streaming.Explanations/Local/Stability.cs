namespace Streaming.Explanations.Local;

/// <summary>How far explanations of the same row by other draws agree (Visani et al. 2020, arXiv:2001.11757).</summary>
static class Stability
{
    /// <summary>The features that weigh most, about which they should agree: people are told about few.</summary>
    const int Most = 5;

    /// <summary>VSI: over all pairs of repeats, which part of the weightiest features they have in common. CSI: over the features that
    /// both have, how often their 95% intervals overlap, averaged over features.</summary>
    internal static (double Variables, double Coefficients) Of(IReadOnlyList<WeightedLine> repeats)
    {
        var width = repeats[0].Coefficients.Length;
        // All features would be agreed upon always.
        var count = Math.Max(1, Math.Min(Most, width / 2));
        var tops = repeats.Select(line => Top(line, count)).ToList();
        var (common, pairs) = (0.0, 0);
        var (overlaps, meetings) = (new int[width], new int[width]);
        for (var a = 0; a < repeats.Count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var both = tops[a].Intersect(tops[b]).ToList();
                common += (double)both.Count / Math.Max(1, Math.Max(tops[a].Count, tops[b].Count));
                // No feature moves anything: that is agreed upon.
                common += tops[a].Count + tops[b].Count == 0 ? 1 : 0;
                pairs++;
                foreach (var feature in both)
                {
                    meetings[feature]++;
                    overlaps[feature] += Overlap(repeats[a], repeats[b], feature) ? 1 : 0;
                }
            }
        }

        var met = Enumerable.Range(0, width).Where(f => meetings[f] > 0).ToList();
        return (
            common / pairs,
            met.Count > 0 ? met.Average(f => (double)overlaps[f] / meetings[f])
            : tops.All(t => t.Count == 0) ? 1
            : 0
        );
    }

    static List<int> Top(WeightedLine line, int count) =>
        [
            .. Enumerable
                .Range(0, line.Coefficients.Length)
                .Where(f => line.Coefficients[f] != 0)
                .OrderByDescending(f => Math.Abs(line.Coefficients[f]))
                .Take(count),
        ];

    static bool Overlap(WeightedLine a, WeightedLine b, int feature) =>
        Math.Abs(a.Coefficients[feature] - b.Coefficients[feature]) <= 1.96 * (a.Errors[feature] + b.Errors[feature]);
}
