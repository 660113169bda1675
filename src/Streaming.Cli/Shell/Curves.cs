namespace Streaming.Cli.Shell;

/// <summary>Small curves of block characters.</summary>
static class Curves
{
    const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>From the least to the greatest of all values.</summary>
    public static (double Low, double High) Range(IEnumerable<IReadOnlyList<double>> curves)
    {
        var all = curves.SelectMany(c => c).DefaultIfEmpty(0).ToList();
        return (all.Min(), all.Max());
    }

    /// <summary>A character a value, as high as the value lies between two bounds.</summary>
    public static string Of(IEnumerable<double> values, double low, double high) =>
        string.Concat(values.Select(v => Levels[high > low ? (int)Math.Round((v - low) / (high - low) * (Levels.Length - 1)) : 0]));
}
