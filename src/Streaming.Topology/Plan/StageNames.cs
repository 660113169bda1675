namespace Streaming.Topology.Plan;

/// <summary>Names of stages: parts of topic names and of lineage ids, so letters, digits and hyphens that Kafka accepts.</summary>
static class StageNames
{
    public const string Labels = "labels";
    public const string Ingest = "ingest";

    const int Longest = 60;

    /// <summary>One name a key, all different.</summary>
    public static IReadOnlyList<string> For(IReadOnlyList<string> keys)
    {
        var names = new List<string>();
        foreach (var key in keys)
        {
            var plain = "by-" + string.Concat(key.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
            var name = plain;
            for (var n = 2; names.Contains(name, StringComparer.OrdinalIgnoreCase); n++)
                name = $"{plain}-{n}";
            names.Add(name);
        }

        return names;
    }
}
