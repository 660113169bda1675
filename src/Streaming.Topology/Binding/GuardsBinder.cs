using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether what guards name is there, and whether they can do anything.</summary>
sealed class GuardsBinder(ScoreModel? declared, FairnessModel? fairness, FaultLog log)
{
    const string ByGuardsAlone = "A decision that nothing but guards makes is declared under `score.decide` with the condition `false`.";

    /// <summary>Below it, a sixtieth of a window is less than the clocks of publishers can tell apart.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public IReadOnlyList<GuardModel> Bind(IReadOnlyList<Named<GuardConfig>> configs) =>
        declared is not { } score ? [] : [.. configs.Select(c => Bind(c.Name.Value, c.Value.Value, score)).OfType<GuardModel>()];

    GuardModel? Bind(string name, GuardConfig config, ScoreModel score) =>
        config switch
        {
            { Limit: { } limit } => Limit(name, limit.Value, score),
            { Abstain: { } abstain } => Abstain(name, abstain, score),
            { Outlier: { } outlier } => Outlier(name, outlier, score),
            { Disparity: { } disparity } => Disparity(name, disparity, score),
            _ => null,
        };

    AbstainGuard? Abstain(string name, Located<AbstainConfig> located, ScoreModel score)
    {
        CheckModel(located.Place, "of a rule no error rate is known", "abstain", score);
        if (located.Value is not { Error: { } error, To: { } to })
            return null;
        if (!error.Value.IsShare || error.Value.Amount == 0)
            log.Report(error.Place, "an error rate is a share above nothing", "Write one such as 5%.");
        CheckAsks(to, score);
        return new AbstainGuard(name) { Error = error.Value.Amount, To = to.Value };
    }

    OutlierGuard? Outlier(string name, Located<OutlierConfig> located, ScoreModel score)
    {
        CheckModel(located.Place, "a rule was trained on nothing that a row could be unlike", "outlier", score);
        if (located.Value is not { Rate: { } rate, To: { } to })
            return null;
        if (!rate.Value.IsShare || rate.Value.Amount == 0)
            log.Report(rate.Place, "a rate of false alarms is a share above nothing", "Write one such as 0.1%.");
        CheckAsks(to, score);
        return new OutlierGuard(name) { Rate = rate.Value.Amount, To = to.Value };
    }

    void CheckModel(Place place, string reason, string kind, ScoreModel score)
    {
        if (score.Model is null)
        {
            var cure = $"Name a model as `score.model`, or leave `{kind}` out.";
            log.Report(place, $"nothing but a rule scores, and {reason}", cure);
        }
    }

    /// <summary>A decision by which somebody looks at the row.</summary>
    void CheckAsks(Located<string> to, ScoreModel score)
    {
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        if (!decisions.Contains(to.Value, StringComparer.Ordinal))
            log.Report(to.Place, $"there is no decision '{to.Value}'", $"{Suggestion.For(to.Value, decisions)} {ByGuardsAlone}");
        else if (to.Value == decisions[^1])
            log.Report(to.Place, "the last decision is an answer: that there is nothing to look at", "Name one that has a person look.");
    }

    LimitGuard? Limit(string name, LimitConfig config, ScoreModel score)
    {
        if (config is not { Decision: { } decision, Most: { } most, Within: { } within, Then: { } then })
            return null;
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        if (!decisions.Contains(decision.Value, StringComparer.Ordinal))
            log.Report(decision.Place, $"there is no decision '{decision.Value}'", Suggestion.For(decision.Value, decisions));
        CheckThen(then, decisions, score, "that is the decision that is limited", [decision.Value]);
        CheckTimes(within, config.For);
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

    DisparityGuard? Disparity(string name, Located<DisparityConfig> located, ScoreModel score)
    {
        var config = located.Value;
        if (fairness is null)
        {
            log.Report(
                located.Place,
                "nothing says which groups there are, and which decisions are bad for them",
                "Declare `fairness` with `groups`, and `adverse` or `favourable` decisions."
            );
            return null;
        }

        if (config is not { Groups: { } groups, Least: { } least, Within: { } within, Then: { } then })
            return null;
        var attribute = fairness.Attributes.FirstOrDefault(a => a.Name == groups.Value);
        if (attribute is null)
        {
            List<string> names = [.. fairness.Attributes.Select(a => a.Name)];
            log.Report(groups.Place, $"there is no attribute '{groups.Value}'", Suggestion.For(groups.Value, names));
        }
        else if (attribute.Groups is null)
        {
            log.Report(
                groups.Place,
                $"nothing says which groups of '{groups.Value}' there are, and what is counted has to be bounded",
                $"Name them under `fairness.groups.{groups.Value}.values`."
            );
        }

        if (!least.Value.IsShare || least.Value.Amount == 0)
            log.Report(least.Place, "how far groups may lie apart is a share above nothing", "Write one such as 80%.");
        if (config.Confidence is { } sure && (!sure.Value.IsShare || sure.Value.Amount < MostOf.Whole / 2))
            log.Report(sure.Place, "a confidence is a share from 50% on", "Write one such as 99%.");
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        List<string> adverse = [.. decisions.Where(d => !fairness.IsFavourable(d))];
        CheckThen(then, decisions, score, "that is the only adverse decision, and would stand in place of itself", adverse);
        CheckTimes(within, config.For);
        return attribute?.Groups is null
            ? null
            : new DisparityGuard(name)
            {
                Attribute = attribute,
                Counted = config.Of == DisparityRates.Adverse ? adverse : [.. decisions.Where(fairness.IsFavourable)],
                Adverse = adverse,
                Least = least.Value.Amount,
                Confidence = config.Sure.Amount,
                Within = within.Value,
                AtLeast = config.AtLeast,
                Then = then.Value,
                For = config.For?.Value ?? within.Value,
            };
    }

    void CheckTimes(Located<TimeSpan> within, Located<TimeSpan>? held)
    {
        if (within.Value < Shortest)
            log.Report(within.Place, "that is too short to count over", "Write a duration of a second or more, such as 10m.");
        if (held is { Value: var time } place && time <= TimeSpan.Zero)
            log.Report(place.Place, "it would not stay tripped for any time", "Write a duration above zero, such as 30m.");
    }

    void CheckThen(Located<string> then, string[] decisions, ScoreModel score, string same, List<string> replaced)
    {
        if (then.Value == LimitGuard.Rule)
        {
            if (score.Rule is null)
                log.Report(then.Place, "there is no rule to fall back to", "Write one as `score.rule`, or name a decision.");
            else if (score.Model is null)
                log.Report(then.Place, "nothing but the rule decides, tripped or not", "Name a decision, or a model as `score.model`.");
        }
        else if (replaced.Count > 0 && replaced.All(decision => decision == then.Value))
        {
            log.Report(then.Place, same, "Name another one, or write `rule`.");
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
