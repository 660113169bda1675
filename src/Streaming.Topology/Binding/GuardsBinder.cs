using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether what guards name is there, and whether they can do anything.</summary>
static class GuardsBinder
{
    const string ByGuardsAlone = "A decision that nothing but guards makes is declared under `score.decide` with the condition `false`.";

    /// <summary>Below it, a sixtieth of a window is less than the clocks of publishers can tell apart.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<GuardModel> Bind(IReadOnlyList<Named<GuardConfig>> configs, ScoreModel? score, FaultLog log) =>
        [.. configs.Select(c => Bind(c.Name.Value, c.Value.Value, score, log)).OfType<GuardModel>()];

    static GuardModel? Bind(string name, GuardConfig config, ScoreModel? score, FaultLog log) =>
        config switch
        {
            _ when score is null => null,
            { Limit: { } limit } => Limit(name, limit.Value, score, log),
            { Abstain: { } abstain } => Abstain(name, abstain, score, log),
            { Outlier: { } outlier } => Outlier(name, outlier, score, log),
            _ => null,
        };

    static AbstainGuard? Abstain(string name, Located<AbstainConfig> located, ScoreModel score, FaultLog log)
    {
        CheckModel(located.Place, "of a rule no error rate is known", "abstain", score, log);
        if (located.Value is not { Error: { } error, To: { } to })
            return null;
        if (!error.Value.IsShare || error.Value.Amount == 0)
            log.Report(error.Place, "an error rate is a share above nothing", "Write one such as 5%.");
        CheckAsks(to, score, log);
        return new AbstainGuard(name) { Error = error.Value.Amount, To = to.Value };
    }

    static OutlierGuard? Outlier(string name, Located<OutlierConfig> located, ScoreModel score, FaultLog log)
    {
        CheckModel(located.Place, "a rule was trained on nothing that a row could be unlike", "outlier", score, log);
        if (located.Value is not { Rate: { } rate, To: { } to })
            return null;
        if (!rate.Value.IsShare || rate.Value.Amount == 0)
            log.Report(rate.Place, "a rate of false alarms is a share above nothing", "Write one such as 0.1%.");
        CheckAsks(to, score, log);
        return new OutlierGuard(name) { Rate = rate.Value.Amount, To = to.Value };
    }

    static void CheckModel(Place place, string reason, string kind, ScoreModel score, FaultLog log)
    {
        if (score.Model is null)
        {
            var cure = $"Name a model as `score.model`, or leave `{kind}` out.";
            log.Report(place, $"nothing but a rule scores, and {reason}", cure);
        }
    }

    /// <summary>A decision by which somebody looks at the row.</summary>
    static void CheckAsks(Located<string> to, ScoreModel score, FaultLog log)
    {
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        if (!decisions.Contains(to.Value, StringComparer.Ordinal))
            log.Report(to.Place, $"there is no decision '{to.Value}'", $"{Suggestion.For(to.Value, decisions)} {ByGuardsAlone}");
        else if (to.Value == decisions[^1])
            log.Report(to.Place, "the last decision is an answer: that there is nothing to look at", "Name one that has a person look.");
    }

    static LimitGuard? Limit(string name, LimitConfig config, ScoreModel score, FaultLog log)
    {
        if (config is not { Decision: { } decision, Most: { } most, Within: { } within, Then: { } then })
            return null;
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        if (!decisions.Contains(decision.Value, StringComparer.Ordinal))
            log.Report(decision.Place, $"there is no decision '{decision.Value}'", Suggestion.For(decision.Value, decisions));
        CheckThen(decision.Value, then, decisions, score, log);
        if (within.Value < Shortest)
            log.Report(within.Place, "that is too short to count over", "Write a duration of a second or more, such as 10m.");
        if (config.For is { Value: var held } place && held <= TimeSpan.Zero)
            log.Report(place.Place, "it would not stay tripped for any time", "Write a duration above zero, such as 30m.");
        if (config.AtLeast is { } least && !most.Value.IsShare)
        {
            log.Report(
                least.Place,
                "`most` is a count, and only a share needs decisions that it is taken of",
                "Leave `at_least` out, or write a share such as `most: 20%`."
            );
        }

        return new LimitGuard(name)
        {
            Decision = decision.Value,
            Most = most.Value,
            Within = within.Value,
            AtLeast = most.Value.IsShare ? config.Least : 1,
            Then = then.Value,
            For = config.For?.Value ?? within.Value,
        };
    }

    static void CheckThen(string decision, Located<string> then, string[] decisions, ScoreModel score, FaultLog log)
    {
        if (then.Value == LimitGuard.Rule)
        {
            if (score.Rule is null)
                log.Report(then.Place, "there is no rule to fall back to", "Write one as `score.rule`, or name a decision.");
            else if (score.Model is null)
                log.Report(then.Place, "nothing but the rule decides, tripped or not", "Name a decision, or a model as `score.model`.");
        }
        else if (then.Value == decision)
        {
            log.Report(then.Place, "that is the decision that is limited", "Name another one, or write `rule`.");
        }
        else if (!decisions.Contains(then.Value, StringComparer.Ordinal))
        {
            log.Report(
                then.Place,
                $"there is no decision '{then.Value}'",
                $"{Suggestion.For(then.Value, [.. decisions, LimitGuard.Rule])} {ByGuardsAlone}"
            );
        }
    }
}
