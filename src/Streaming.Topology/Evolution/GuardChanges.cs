using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>What changes of guards mean: none of them touches what was decided.</summary>
static class GuardChanges
{
    /// <summary>The keys below <c>guards</c>, which are looked at together.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Keys { get; } =
    [
        ("guards.<name>.limit", "By its keys."),
        ("guards.<name>.limit.decision", "Counting begins anew."),
        ("guards.<name>.limit.most", "Judged by it from then on; a guard that is tripped stays so until its time is over."),
        ("guards.<name>.limit.within", "Counting begins anew."),
        ("guards.<name>.limit.at_least", "As `guards.<name>.limit.most`."),
        ("guards.<name>.limit.then", "For rows decided from then on."),
        ("guards.<name>.limit.for", "For guards that trip from then on."),
        ("guards.<name>.abstain", "By its keys."),
        ("guards.<name>.abstain.error", "For rows decided from then on."),
        ("guards.<name>.abstain.to", "For rows decided from then on."),
        ("guards.<name>.outlier", "By its keys."),
        ("guards.<name>.outlier.rate", "For rows decided from then on."),
        ("guards.<name>.outlier.to", "For rows decided from then on."),
        ("guards.<name>.disparity", "By its keys."),
        ("guards.<name>.disparity.groups", "Counting begins anew."),
        ("guards.<name>.disparity.of", "Counting begins anew."),
        ("guards.<name>.disparity.least", "Judged by it from then on; a guard that is tripped stays so until its time is over."),
        ("guards.<name>.disparity.confidence", "As `guards.<name>.disparity.least`."),
        ("guards.<name>.disparity.within", "Counting begins anew."),
        ("guards.<name>.disparity.at_least", "As `guards.<name>.disparity.least`."),
        ("guards.<name>.disparity.then", "For rows decided from then on."),
        ("guards.<name>.disparity.for", "For guards that trip from then on."),
    ];

    public static IEnumerable<Difference> Of(Succession pair)
    {
        var before = pair.Old.Guards.ToDictionary(g => g.Name, StringComparer.Ordinal);
        foreach (var guard in pair.New.Guards)
        {
            if (!before.Remove(guard.Name, out var was))
                yield return new Difference(["guards", guard.Name], "the guard is new", null);
            else if (!was.Equals(guard))
                yield return new Difference(["guards", guard.Name], "the guard is another", null);
        }

        foreach (var gone in before.Keys)
            yield return new Difference(["guards"], $"the guard {gone} is gone", null);
        if (before.Count == 0 && !IsSameOrder(pair.Old.Guards, pair.New.Guards))
            yield return new Difference(["guards"], "the guards stand in another order", null);
    }

    static bool IsSameOrder(IReadOnlyList<GuardModel> before, IReadOnlyList<GuardModel> after) =>
        after.Select(g => g.Name).Where(name => before.Any(g => g.Name == name)).SequenceEqual(before.Select(g => g.Name));
}
