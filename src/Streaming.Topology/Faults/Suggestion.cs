namespace Streaming.Topology.Faults;

/// <summary>"Did you mean": the known name nearest to a mistyped one.</summary>
static class Suggestion
{
    const int Listed = 12;

    /// <summary>A sentence: the nearest name, or else the names there are.</summary>
    public static string For(string wrong, IReadOnlyCollection<string> known, string nothing = "There are none.")
    {
        var nearest = known
            .Select(name => (name, distance: Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(c => c.distance <= Math.Min(wrong.Length, c.name.Length) / 3)
            .OrderBy(c => c.distance)
            .ThenBy(c => c.name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (nearest.name is not null)
            return $"Did you mean '{nearest.name}'?";
        if (known.Count == 0)
            return nothing;
        return known.Count <= Listed
            ? $"Known here: {string.Join(", ", known)}."
            : $"Known here: {string.Join(", ", known.Take(Listed))} and {known.Count - Listed} more.";
    }

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment.</summary>
    public static int Distance(string a, string b)
    {
        // Words far apart in length are no suggestion; this also bounds the work on hostile names.
        if (Math.Abs(a.Length - b.Length) > 16 || a.Length > 128 || b.Length > 128)
            return int.MaxValue;
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
