using System.Text.RegularExpressions;
using Streaming.Topology;
using Streaming.Topology.Config.Explaining;
using Streaming.Topology.Model;

namespace Streaming.Application.Counterfactuals;

/// <summary>Which features of a model may change, by index.</summary>
static class ActionableFeatures
{
    /// <param name="features">The model's, in order.</param>
    /// <param name="words">A feature (* stands for any characters), a space, and how it may change. None: every feature, in any
    /// way.</param>
    /// <exception cref="StreamingException">They say something else, or name a feature that there is not.</exception>
    public static Dictionary<int, PermittedChange> Of(IReadOnlyList<string> features, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return features.Index().ToDictionary(f => f.Index, _ => PermittedChange.Any);
        var changes = new Dictionary<int, PermittedChange>();
        foreach (var said in words)
        {
            var parts = said.Trim().Split(' ', 2);
            if (parts.Length < 2 || !PermittedChangeText.TryParse(parts[1], out var change))
            {
                throw new StreamingException(
                    $"'{said}' does not say what may change, and how. Write a feature, then: {PermittedChangeText.Cure}"
                )
                {
                    Kind = FailureKind.Invalid,
                };
            }

            var pattern = new Regex(
                $"^{Regex.Escape(parts[0]).Replace(@"\*", ".*", StringComparison.Ordinal)}$",
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
            );
            var found = features.Index().Where(f => pattern.IsMatch(f.Item)).ToList();
            if (found.Count == 0)
            {
                throw new StreamingException($"There is no feature '{parts[0]}' that may change: {Listed(features)}.")
                {
                    Kind = FailureKind.Invalid,
                };
            }

            foreach (var (index, _) in found)
                changes[index] = change;
        }

        return changes;
    }

    static string Listed(IReadOnlyList<string> features) =>
        $"the model has {string.Join(", ", features.Take(20))}{(features.Count > 20 ? " and others" : "")}";
}
