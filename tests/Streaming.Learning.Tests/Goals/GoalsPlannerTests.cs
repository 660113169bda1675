using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Goals;

public sealed class GoalsPlannerTests
{
    static readonly Timestamp Beginning = new(0);
    static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    static readonly GoalsModel Precise = new()
    {
        Wanted = [new GoalModel(GoalMetric.AveragePrecision, 0.6), new GoalModel(GoalMetric.AlertRate, 0.05)],
        Actions = [GoalAction.Retrain, GoalAction.OtherAlgorithm, GoalAction.RollBack],
        DeadMan = TimeSpan.FromDays(14),
    };

    [Fact]
    public void Goals_that_are_met_need_nothing_and_nothing_is_tried()
    {
        var state = State(0.7, 0.04);

        GoalsPlanner.Wants(Precise, state).ShouldBeFalse();
        GoalsPlanner.Plan(Precise, state).Verdict.ShouldBe(GoalsVerdict.Met);
    }

    [Fact]
    public void The_first_that_meets_all_goals_is_taken_and_not_the_best()
    {
        var state = State(0.4, 0.04, Tried(GoalAction.OtherAlgorithm, 0.9, 0.01), Tried(GoalAction.Retrain, 0.61, 0.05));

        GoalsPlanner.Wants(Precise, state with { Tries = [] }).ShouldBeTrue();
        var plan = GoalsPlanner.Plan(Precise, state);

        (plan.Verdict, plan.Action).ShouldBe((GoalsVerdict.Act, GoalAction.Retrain));
        plan.Reasons.ShouldBe([
            "Average precision is 0.400 and is to be at least 0.600.",
            "Retrain would have given average precision 0.610, the share of alerts 5 %.",
            "Other_algorithm would have given average precision 0.900, the share of alerts 1 %.",
            "Retrain is the first of them that is predicted to meet all goals.",
        ]);
    }

    [Fact]
    public void Where_none_meets_them_the_one_that_comes_nearest_is_taken()
    {
        var state = State(
            0.3,
            0.1,
            Tried(GoalAction.Retrain, 0.4, 0.1),
            Tried(GoalAction.OtherAlgorithm, 0.5, 0.06),
            Tried(GoalAction.RollBack, 0.5, 0.2)
        );

        GoalsPlanner.Plan(Precise, state).Action.ShouldBe(GoalAction.OtherAlgorithm);
    }

    [Fact]
    public void What_is_hardly_better_is_not_worth_its_risk_and_a_person_is_asked()
    {
        var plan = GoalsPlanner.Plan(Precise, State(0.3, 0.04, Tried(GoalAction.Retrain, 0.31, 0.04)));

        (plan.Verdict, plan.Action).ShouldBe((GoalsVerdict.Ask, null));
        plan.Reasons[^1].ShouldBe("No permitted action is predicted to help: a person is asked.");
    }

    [Fact]
    public void What_could_not_be_tried_is_said_and_not_done()
    {
        var plan = GoalsPlanner.Plan(Precise, State(0.3, 0.04, new GoalTry(GoalAction.Retrain, "", null) { Fault = "Too few rows." }));

        plan.Verdict.ShouldBe(GoalsVerdict.Ask);
        plan.Reasons.ShouldContain("Retrain could not be tried: Too few rows.");
    }

    [Fact]
    public void A_threshold_is_proposed_to_a_person()
    {
        var goals = Precise with { Actions = [GoalAction.Thresholds] };
        var tried = Tried(GoalAction.Thresholds, 0.7, 0.05) with { What = "an alert from a score of 0.63 on" };
        var plan = GoalsPlanner.Plan(goals, State(0.7, 0.2, tried));

        (plan.Verdict, plan.Action).ShouldBe((GoalsVerdict.Ask, GoalAction.Thresholds));
        plan.Reasons[^2].ShouldContain("Thresholds (an alert from a score of 0.63 on)");
    }

    [Fact]
    public void What_did_not_help_is_not_done_again_until_something_else_is_measured()
    {
        var done = new PastAct(GoalAction.Retrain, Noon - TimeSpan.FromDays(5), Beginning + TimeSpan.FromDays(90), Helped: false);
        var state = State(0.4, 0.04, Tried(GoalAction.Retrain, 0.9, 0.01), Tried(GoalAction.RollBack, 0.7, 0.01)) with
        {
            Past = new GoalsPast([done]),
        };

        GoalsPlanner.Plan(Precise, state).Action.ShouldBe(GoalAction.RollBack);
        var earlier = state with { Past = new GoalsPast([done with { Newest = Beginning + TimeSpan.FromDays(80) }]) };
        GoalsPlanner.Plan(Precise, earlier).Action.ShouldBe(GoalAction.Retrain);
        GoalsPlanner.Plan(Precise, state with { Past = new GoalsPast([done with { Helped = true }]) }).Action.ShouldBe(GoalAction.Retrain);
    }

    [Fact]
    public void Where_the_actions_of_a_day_are_used_up_a_person_is_asked()
    {
        var goals = Precise with { AtMost = 2 };
        PastAct Done(int hours) => new(GoalAction.Retrain, Noon - TimeSpan.FromHours(hours), Beginning, Helped: true);
        var state = State(0.4, 0.04, Tried(GoalAction.Retrain, 0.9, 0.01)) with { Past = new GoalsPast([Done(23), Done(1)]) };

        var plan = GoalsPlanner.Plan(goals, state);

        (plan.Verdict, plan.Action).ShouldBe((GoalsVerdict.Ask, null));
        plan.Reasons[^1].ShouldBe("In the last 24 hours 2 actions were taken, and 2 are permitted: a person is asked.");
        GoalsPlanner.Plan(goals, state with { Past = new GoalsPast([Done(25), Done(1)]) }).Action.ShouldBe(GoalAction.Retrain);
    }

    [Fact]
    public void Without_a_label_for_too_long_the_rule_scores_whatever_is_permitted()
    {
        var state = State(null, 0.04) with { Silent = true };

        var plan = GoalsPlanner.Plan(Precise, state);
        (plan.Verdict, plan.Action, plan.DeadMan).ShouldBe((GoalsVerdict.Act, GoalAction.FallBack, true));
        plan.Reasons[0].ShouldContain("No label has come for more than 14d of event time");

        var fallen = state with { Window = state.Window with { FallsBack = true } };
        GoalsPlanner.Plan(Precise, fallen).Verdict.ShouldBe(GoalsVerdict.Ask);
    }

    [Fact]
    public void What_nobody_can_tell_is_no_reason_to_act()
    {
        var plan = GoalsPlanner.Plan(Precise, State(null, null));

        plan.Verdict.ShouldBe(GoalsVerdict.Wait);
        plan.Reasons.ShouldHaveSingleItem().ShouldContain("No goal can be measured yet");
    }

    /// <summary>Whatever is measured and tried, in whatever order: the budget holds in every 24 hours, nothing is done that is not
    /// permitted, and nothing before it is known what came of the last.</summary>
    [Fact]
    public void Budget_permission_and_dead_man_hold_in_any_sequence() =>
        Gen.Select(Policy, StepOf.List[1, 60])
            .Sample(
                (goals, steps) =>
                {
                    var (acts, now, newest, fallsBack) = (new List<PastAct>(), Noon, Beginning, false);
                    foreach (var step in steps)
                    {
                        now += TimeSpan.FromHours(step.Hours);
                        newest += TimeSpan.FromHours(step.Hours);
                        if (step.Resumes)
                            fallsBack = false;
                        if (step.Told && acts.Count > 0)
                            acts[^1] = acts[^1] with { Helped = step.Helped };
                        var range = new TimeRange(newest - goals.Over, newest);
                        var window = new GoalsWindow(range, Beginning, newest, fallsBack);
                        var state = new GoalsState(window, Measures(step.Precision, step.Alerts), new GoalsPast([.. acts]), now)
                        {
                            Tries = step.Tries,
                            Silent = step.Silent && goals.DeadMan is not null,
                        };
                        var plan = GoalsPlanner.Plan(goals, state);

                        plan.Reasons.ShouldNotBeEmpty();
                        if (plan.Verdict != GoalsVerdict.Act)
                            continue;
                        fallsBack.ShouldBeFalse("the rule scores until a person says otherwise");
                        if (plan.DeadMan)
                        {
                            plan.Action.ShouldBe(GoalAction.FallBack);
                            state.Silent.ShouldBeTrue();
                        }
                        else
                        {
                            goals.Actions.ShouldContain(plan.Action!.Value);
                            step.Tries.ShouldContain(t => t.Action == plan.Action && t.Predicted != null);
                            acts.ShouldAllBe(act => act.Helped != null);
                            acts.Count(act => act.At > now - TimeSpan.FromDays(1)).ShouldBeLessThan(goals.AtMost);
                            acts.Add(new PastAct(plan.Action.Value, now, newest, Helped: null));
                        }

                        fallsBack = plan.Action == GoalAction.FallBack;
                    }
                },
                iter: 2000
            );

    static readonly Gen<GoalAction> AnyAction = Gen.Enum<GoalAction>();

    static readonly Gen<GoalsModel> Policy = Gen.Select(AnyAction.Array[0, 8], Gen.Int[1, 3], Gen.Bool, (actions, most, deadMan) =>
        Precise with
        {
            Actions = [.. actions.Distinct()],
            AtMost = most,
            DeadMan = deadMan ? TimeSpan.FromDays(14) : null,
        }
    );

    static readonly Gen<GoalTry> AnyTry = Gen.Select(
        AnyAction,
        Gen.Double[0, 1],
        Gen.Double[0, 0.2],
        Gen.Bool,
        (action, precision, alerts, works) =>
            works ? Tried(action, precision, alerts) : new GoalTry(action, "", null) { Fault = "It does not work." }
    );

    static readonly Gen<Step> StepOf = Gen.Select(
        Gen.Int[0, 20],
        Gen.Double[0, 1],
        Gen.Double[0, 0.2],
        AnyTry.List[0, 6],
        Gen.Int[0, 255],
        (hours, precision, alerts, tries, bits) =>
            new Step(
                hours,
                bits % 16 == 0 ? null : precision,
                alerts,
                tries,
                Told: (bits & 16) != 0,
                Helped: (bits & 32) != 0,
                Silent: bits % 7 == 0,
                Resumes: bits % 5 == 0
            )
    );

    sealed record Step(
        int Hours,
        double? Precision,
        double Alerts,
        IReadOnlyList<GoalTry> Tries,
        bool Told,
        bool Helped,
        bool Silent,
        bool Resumes
    );

    static GoalTry Tried(GoalAction action, double precision, double alerts) => new(action, "", Measures(precision, alerts));

    static GoalsState State(double? precision, double? alerts, params GoalTry[] tries)
    {
        var range = new TimeRange(Beginning + TimeSpan.FromDays(90), Beginning + TimeSpan.FromDays(97));
        return new GoalsState(
            new GoalsWindow(range, Beginning, Beginning + TimeSpan.FromDays(99), FallsBack: false),
            Measures(precision, alerts),
            GoalsPast.None,
            Noon
        )
        {
            Tries = tries,
        };
    }

    static GoalMeasures Measures(double? precision, double? alerts) =>
        new()
        {
            Window = new TimeRange(Beginning, Beginning + TimeSpan.FromDays(7)),
            Rows = 1000,
            Labelled = 900,
            Positives = 50,
            AveragePrecision = precision,
            AlertRate = alerts,
        };
}
