namespace Streaming.Learning.WhatIf;

/// <summary>How values lie: counts in bins of one width, the last of which includes its upper end.</summary>
/// <param name="Low">Where the first bin begins.</param>
/// <param name="High">Where the last one ends.</param>
/// <param name="Counts">One a bin.</param>
public sealed record ScoreHistogram(double Low, double High, IReadOnlyList<long> Counts)
{
    const int Bins = 40;

    /// <summary>Of each of its ranges.</summary>
    public double Width => (High - Low) / Counts.Count;

    /// <summary>Values that are no numbers are left out.</summary>
    internal static ScoreHistogram Of(IEnumerable<double> values, double low, double high)
    {
        var counts = new long[Bins];
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                counts[Math.Clamp((int)((value - low) / (high - low) * Bins), 0, Bins - 1)]++;
        }

        return new ScoreHistogram(low, high, counts);
    }

    /// <summary>From 0 to 1 where all scores lie there, else as far as they reach.</summary>
    internal static (double Low, double High) RangeOf(ReadOnlySpan<float> recorded, ReadOnlySpan<float> whatIf)
    {
        var (low, high) = (0f, 1f);
        for (var row = 0; row < recorded.Length; row++)
        {
            Reach(recorded[row]);
            Reach(whatIf[row]);
        }

        return (low, high);

        void Reach(float score)
        {
            if (float.IsFinite(score))
                (low, high) = (Math.Min(low, score), Math.Max(high, score));
        }
    }
}
