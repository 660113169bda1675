using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Learning.Goals.Planning;

/// <summary>
/// What is done for goals that are missed: a function of the goals, of what was measured and tried, and of what was done before, and of
/// nothing else. Of the permitted actions it takes the first that is predicted to meet all goals, otherwise the one that is predicted to
/// come nearest, otherwise it calls a person.
/// </summary>
public static class GoalsPlanner
{
    /// <summary>An action that is predicted to take away less of what is missing than this share of it is not worth its risk.</summary>
    const double Worthwhile = 0.1;

    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whether the plan depends on tries that nobody has made yet.</summary>
    public static bool Wants(GoalsModel goals, GoalsState state) => Before(goals, state) is null && goals.Actions.Count > 0;

    /// <summary>What is to be done next.</summary>
    public static GoalsPlan Plan(GoalsModel goals, GoalsState state) => Before(goals, state) ?? Choose(goals, state);

    /// <summary>What is certain before anything is tried; null: it depends on that.</summary>
    static GoalsPlan? Before(GoalsModel goals, GoalsState state)
    {
        if (state.Window.FallsBack)
        {
            return new GoalsPlan(
                state.Silent ? GoalsVerdict.Ask : GoalsVerdict.Wait,
                ["Commands have the rule score: nothing is done before a person says that the model scores again."]
            );
        }

        if (state.Silent)
        {
            return new GoalsPlan(
                GoalsVerdict.Act,
                [
                    $"No label has come for more than {DurationText.Format(goals.DeadMan!.Value)} of event time, so that nobody can tell "
                        + "how good the scores are.",
                    "The dead-man rule has the rule score, and calls a person.",
                ]
            )
            {
                Action = GoalAction.FallBack,
                DeadMan = true,
            };
        }

        if (state.Past.Open is { } open)
        {
            return new GoalsPlan(
                GoalsVerdict.Wait,
                [$"What came of {GoalWords.Of(open.Action)} is not known yet: nothing else is done before."]
            );
        }

        var known = goals.Wanted.Where(goal => Shortfall.Of(goal, state.Measured) is not null).ToArray();
        if (known.Length == 0)
            return new GoalsPlan(GoalsVerdict.Wait, ["No goal can be measured yet: no row of the window has a label."]);
        if (Shortfall.Missed(goals, state.Measured).Count == 0)
            return new GoalsPlan(GoalsVerdict.Met, [$"The goals are met: {GoalWords.Figures(known, state.Measured)}."]);

        var missed = Missed(goals, state);
        var used = state.Past.Acts.Count(act => act.At > state.Now - Day);
        if (goals.Actions.Count > 0 && used >= goals.AtMost)
        {
            return new GoalsPlan(
                GoalsVerdict.Ask,
                [.. missed, $"In the last 24 hours {used} actions were taken, and {goals.AtMost} are permitted: a person is asked."]
            );
        }

        return null;
    }

    static GoalsPlan Choose(GoalsModel goals, GoalsState state)
    {
        List<string> reasons = [.. Missed(goals, state)];
        if (goals.Actions.Count == 0)
            return new GoalsPlan(GoalsVerdict.Ask, [.. reasons, "No action is permitted: a person is asked."]);

        var shortfall = Shortfall.Of(goals, state.Measured);
        var useful = new List<(GoalTry Try, double Left)>();
        // In the order in which they are preferred; what is not permitted is not looked at, whoever tried it.
        foreach (var action in goals.Actions)
        {
            if (Useless(action, goals, state) is { } useless)
            {
                reasons.Add(useless);
                continue;
            }

            foreach (var tried in state.Tries.Where(t => t.Action == action))
            {
                reasons.Add(Outcome(goals, tried));
                if (tried.Predicted is { } predicted)
                    useful.Add((tried, Shortfall.Of(goals, predicted)));
            }
        }

        if (useful.Find(u => u.Left <= 0) is { Try: { } enough })
            return Act(enough, [.. reasons, $"{Capital(Said(enough))} is the first of them that is predicted to meet all goals."]);
        if (useful.Count > 0 && useful.MinBy(u => u.Left) is { Try: { } best } nearest && nearest.Left <= shortfall * (1 - Worthwhile))
        {
            return Act(best, [.. reasons, $"None is predicted to meet all goals; {Said(best)} is predicted to come nearest to them."]);
        }

        return new GoalsPlan(GoalsVerdict.Ask, [.. reasons, "No permitted action is predicted to help: a person is asked."]);
    }

    static GoalsPlan Act(GoalTry tried, IReadOnlyList<string> reasons) =>
        tried.Action == GoalAction.Thresholds
            ? new GoalsPlan(
                GoalsVerdict.Ask,
                [.. reasons, "Thresholds stand in the topology file, which is a person's: a person is asked to change them."]
            )
            {
                Action = GoalAction.Thresholds,
            }
            : new GoalsPlan(GoalsVerdict.Act, reasons) { Action = tried.Action, Train = tried.Train };

    static IEnumerable<string> Missed(GoalsModel goals, GoalsState state) =>
        Shortfall.Missed(goals, state.Measured).Select(goal => Sentence(GoalWords.Standing(goal, state.Measured)));

    /// <summary>Why an action that did not help is not taken again; null: it may be.</summary>
    static string? Useless(GoalAction action, GoalsModel goals, GoalsState state) =>
        state.Past.Acts.LastOrDefault(act => act.Action == action) is { Helped: false } last
        && state.Window.Range.From < last.Newest.Later(goals.CheckAfter)
            ? $"{Capital(GoalWords.Of(action))} did not help the last time, and what is measured is hardly newer."
            : null;

    static string Outcome(GoalsModel goals, GoalTry tried) =>
        tried.Predicted is { } predicted
            ? $"{Capital(Said(tried))} would have given {GoalWords.Figures(goals.Wanted, predicted)}."
            : $"{Capital(Said(tried))} could not be tried: {tried.Fault}";

    static string Said(GoalTry tried) =>
        tried.What.Length == 0 ? GoalWords.Of(tried.Action) : $"{GoalWords.Of(tried.Action)} ({tried.What})";

    static string Sentence(string text) => $"{Capital(text)}.";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
