using Streaming.Topology.Config.Guarding;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether what guards name is there, and whether they can do anything.</summary>
static class GuardsBinder
{
    /// <summary>Below it, a sixtieth of a window is less than the clocks of publishers can tell apart.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<GuardModel> Bind(IReadOnlyList<Named<GuardConfig>> configs, ScoreModel? score, FaultLog log) =>
        [
            .. configs
                .Select(c => c.Value.Value.Limit is { } limit ? Limit(c.Name.Value, limit.Value, score, log) : null)
                .OfType<GuardModel>(),
        ];

    static LimitGuard? Limit(string name, LimitConfig config, ScoreModel? score, FaultLog log)
    {
        if (config is not { Decision: { } decision, Most: { } most, Within: { } within, Then: { } then } || score is null)
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
                Suggestion.For(then.Value, [.. decisions, LimitGuard.Rule])
                    + " A decision that nothing but guards makes is declared under `score.decide` with the condition `false`."
            );
        }
    }
}
