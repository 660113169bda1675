namespace Streaming.Cli.Shell;

/// <summary>Small curves of block characters.</summary>
static class Curves
{
    const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>A character a value, as high as the value lies between the least and the greatest of them: how far these lie apart has to
    /// stand beside the curve.</summary>
    public static string Of(IReadOnlyList<double> values)
    {
        var (low, high) = (values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(0).Max());
        return string.Concat(values.Select(v => Levels[high > low ? (int)Math.Round((v - low) / (high - low) * (Levels.Length - 1)) : 0]));
    }
}
