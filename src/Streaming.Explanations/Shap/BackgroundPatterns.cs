namespace Streaming.Explanations.Shap;

/// <summary>Counts the patterns that a background set has at each leaf.</summary>
static class BackgroundPatterns
{
    internal static IReadOnlyList<Leaf> Games(List<LeafPath> paths, ReadOnlySpan<float> background, int width)
    {
        var games = new Leaf[paths.Count];
        for (var p = 0; p < games.Length; p++)
            games[p] = new Leaf(paths[p], Game(paths[p], background, width));
        return games;
    }

    static BackgroundGame Game(LeafPath path, ReadOnlySpan<float> background, int width)
    {
        var counts = new SortedDictionary<ulong, int>();
        for (var at = 0; at < background.Length; at += width)
        {
            var pattern = path.PatternOf(background.Slice(at, width));
            counts[pattern] = counts.GetValueOrDefault(pattern) + 1;
        }

        var rows = background.Length / width;
        return new BackgroundGame(path, [.. counts.Keys], [.. counts.Values.Select(c => (double)c / rows)]);
    }
}
