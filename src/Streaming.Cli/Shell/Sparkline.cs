namespace Streaming.Cli.Shell;

/// <summary>Numbers as a line of little columns.</summary>
static class Sparkline
{
    const string Columns = "▁▂▃▄▅▆▇█";

    /// <summary>One character a number, the least and the greatest of them as the lowest and the highest column; a space for
    /// null.</summary>
    public static string Of(IReadOnlyList<double?> values)
    {
        var (least, greatest) = (values.Min() ?? 0, values.Max() ?? 0);
        return string.Concat(values.Select(v => v is { } value ? Columns[Height(value, least, greatest)] : ' '));
    }

    static int Height(double value, double least, double greatest)
    {
        // The halves: the difference of two finite numbers may not be finite.
        var share = (value / 2 - least / 2) / (greatest / 2 - least / 2);
        return double.IsNaN(share) ? 0 : Math.Clamp((int)(share * Columns.Length), 0, Columns.Length - 1);
    }
}
