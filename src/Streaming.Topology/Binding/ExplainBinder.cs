using System.Text.RegularExpressions;
using Streaming.Topology.Config.Explaining;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether what explanations name is there, and every reason has words in every language.</summary>
static class ExplainBinder
{
    public static ExplainingModel Bind(
        Located<ExplainConfig> located,
        IReadOnlyList<FeatureModel> features,
        ScoreModel? score,
        FaultLog log
    )
    {
        var config = located.Value;
        if (score is { Model: null })
        {
            log.Report(
                located.Place,
                "nothing but a rule scores, and a rule is its own explanation",
                "Name a model as `score.model`, or leave `explain` out."
            );
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        var reasons = config.Reasons.Select(reason => Reason(reason, features, taken, log)).ToList();
        CheckLanguages(config, log);
        return new ExplainingModel
        {
            When = config.When is { } when ? When(when, score, log) : null,
            Top = config.Top,
            Language = config.Language?.Value,
            Reasons = reasons,
            Actionable = Actionable(config.Actionable, features, log),
        };
    }

    static List<ActionableModel> Actionable(IReadOnlyList<Named<PermittedChange>> named, IReadOnlyList<FeatureModel> features, FaultLog log)
    {
        var changes = new Dictionary<string, PermittedChange>(StringComparer.Ordinal);
        foreach (var (name, change) in named)
        {
            foreach (var feature in Found(name.Value, name.Place, features, log))
            {
                if (!changes.TryAdd(feature, change.Value))
                    log.Report(name.Place, $"how the feature {feature} may change is said twice", "Say it once.");
            }
        }

        return [.. features.Where(f => changes.ContainsKey(f.Name)).Select(f => new ActionableModel(f.Name, changes[f.Name]))];
    }

    static ExplainWhen When(Located<ExplainWhen> when, ScoreModel? score, FaultLog log)
    {
        if (score is null)
            return when.Value;
        var decisions = score.Decisions.Select(d => d.Name).ToList();
        foreach (var unknown in when.Value.Decisions.Where(d => !decisions.Contains(d, StringComparer.Ordinal)))
            log.Report(when.Place, $"there is no decision '{unknown}'", Suggestion.For(unknown, decisions));
        if (when.Value.Near.All(band => band.Score is not null))
            return when.Value;
        var thresholds = ScoreThresholds.Of(score.Decisions);
        if (thresholds.Count == 0)
        {
            log.Report(when.Place, "no decision compares the score with a number", "Write the number: score near 0.5 by 0.1.");
        }

        return when.Value with
        {
            Near =
            [
                .. when.Value.Near.SelectMany(band =>
                    band.Score is null ? thresholds.Select(t => new ScoreBand(t, band.By)) : (IEnumerable<ScoreBand>)[band]
                ),
            ],
        };
    }

    static ReasonModel Reason(Named<ReasonConfig> reason, IReadOnlyList<FeatureModel> features, HashSet<string> taken, FaultLog log)
    {
        var own = new List<string>();
        foreach (var (name, place) in reason.Value.Value.Features)
        {
            foreach (var feature in Found(name, place, features, log))
            {
                if (taken.Add(feature))
                    own.Add(feature);
                else
                    log.Report(place, $"the feature {feature} speaks twice", "Name it under one reason.");
            }
        }

        return new ReasonModel(
            reason.Name.Value,
            own,
            reason.Value.Value.Raises?.Value ?? new Dictionary<string, string>(StringComparer.Ordinal),
            reason.Value.Value.Lowers?.Value ?? new Dictionary<string, string>(StringComparer.Ordinal)
        );
    }

    static List<string> Found(string name, Place place, IReadOnlyList<FeatureModel> features, FaultLog log)
    {
        var found = Matching(name, features);
        if (found.Count == 0)
            log.Report(place, $"there is no feature '{name}'", Suggestion.For(name, [.. features.Select(f => f.Name)]));
        return found;
    }

    static List<string> Matching(string name, IReadOnlyList<FeatureModel> features)
    {
        var pattern = new Regex(
            $"^{Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
        );
        return [.. features.Select(f => f.Name).Where(f => pattern.IsMatch(f))];
    }

    static void CheckLanguages(ExplainConfig config, FaultLog log)
    {
        var texts = config
            .Reasons.SelectMany(r => new[] { r.Value.Value.Raises, r.Value.Value.Lowers })
            .OfType<Located<IReadOnlyDictionary<string, string>>>()
            .ToList();
        var languages = texts.SelectMany(t => t.Value.Keys).Append(ReasonModel.English).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (words, place) in texts)
        {
            if (languages.Except(words.Keys, StringComparer.Ordinal).ToList() is { Count: > 0 } lacking)
            {
                log.Report(
                    place,
                    $"there are no words in {string.Join(", ", lacking)}",
                    "Write them: every reason is said in English and in each language that another is said in."
                );
            }
        }

        if (config.Language is { } wanted && !(texts.Count > 0 && languages.Contains(wanted.Value, StringComparer.Ordinal)))
            log.Report(wanted.Place, $"no reason is said in '{wanted.Value}'", "Add its words under `reasons`, or leave `language` out.");
    }
}
