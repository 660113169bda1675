namespace Streaming.Learning.Algorithms;

/// <summary>Amounts as shares of their sum.</summary>
static class Shares
{
    internal static IReadOnlyDictionary<string, double> Of(IReadOnlyList<string> names, double[] amounts)
    {
        var all = amounts.Sum();
        return names.Zip(amounts).ToDictionary(pair => pair.First, pair => all > 0 ? pair.Second / all : 0, StringComparer.Ordinal);
    }
}
