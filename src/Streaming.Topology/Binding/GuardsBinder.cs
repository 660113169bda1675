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
            _ => null,
        };

    static AbstainGuard? Abstain(string name, Located<AbstainConfig> located, ScoreModel score, FaultLog log)
    {
        if (score.Model is null)
        {
            log.Report(
                located.Place,
                "nothing but a rule scores, and of a rule no error rate is known",
                "Name a model as `score.model`, or leave `abstain` out."
            );
        }

        if (located.Value is not { Error: { } error, To: { } to })
            return null;
        if (!error.Value.IsShare || error.Value.Amount == 0)
            log.Report(error.Place, "an error rate is a share above nothing", "Write one such as 5%.");
        string[] decisions = [.. score.Decisions.Select(d => d.Name)];
        if (!decisions.Contains(to.Value, StringComparer.Ordinal))
            log.Report(to.Place, $"there is no decision '{to.Value}'", $"{Suggestion.For(to.Value, decisions)} {ByGuardsAlone}");
        else if (to.Value == decisions[^1])
            log.Report(to.Place, "the last decision is an answer: that there is nothing to look at", "Name one that has a person look.");
        return new AbstainGuard(name) { Error = error.Value.Amount, To = to.Value };
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
