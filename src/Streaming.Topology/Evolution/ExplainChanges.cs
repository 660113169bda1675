using System.Text.Json;
using Streaming.Topology.Model;

namespace Streaming.Topology.Evolution;

/// <summary>What changes of explanations mean: none of them touches what was recorded.</summary>
static class ExplainChanges
{
    /// <summary>The keys below <c>explain</c>, which are looked at together.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Keys { get; } =
    [
        ("explain.when", "For rows decided from then on."),
        ("explain.top", "For rows decided from then on."),
        ("explain.language", "For predictions emitted from then on."),
        ("explain.reasons", "For rows decided from then on, and for whatever is explained on request."),
        ("explain.reasons.<name>.features", "As `explain.reasons`."),
        ("explain.reasons.<name>.raises", "As `explain.reasons`."),
        ("explain.reasons.<name>.lowers", "As `explain.reasons`."),
        ("explain.actionable", "For whatever is explained on request from then on."),
    ];

    public static IEnumerable<Difference> Of(Succession pair)
    {
        var (before, after) = (pair.Old.Explain, pair.New.Explain);
        if (Text(before) == Text(after))
            yield break;
        if (before is null || after is null)
        {
            yield return new Difference(["explain"], before is null ? "explanations are new" : "explanations are gone", null);
            yield break;
        }

        if (before.When?.Text != after.When?.Text)
        {
            yield return new Difference(
                ["explain", "when"],
                $"it was {EvolutionRule.Text(before.When?.Text)} and is {EvolutionRule.Text(after.When?.Text)}",
                null
            );
        }

        if (before.Top != after.Top)
            yield return new Difference(["explain", "top"], $"it was {before.Top} and is {after.Top}", null);
        if (before.Language != after.Language)
        {
            yield return new Difference(
                ["explain", "language"],
                $"it was {EvolutionRule.Text(before.Language)} and is {EvolutionRule.Text(after.Language)}",
                null
            );
        }

        if (JsonSerializer.Serialize(before.Reasons) != JsonSerializer.Serialize(after.Reasons))
            yield return new Difference(["explain", "reasons"], "the reasons are others", null);
        if (!before.Actionable.SequenceEqual(after.Actionable))
            yield return new Difference(["explain", "actionable"], "what may change is another", null);
    }

    static string Text(ExplainingModel? explain) => JsonSerializer.Serialize(explain);
}
