using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Faults;

/// <summary>Goals that can never be met, and actions that can never be taken, are refused with place, reason and cure.</summary>
public sealed class GoalsFaultTests
{
    static readonly string Model = TopologyText
        .With("  rule: if", "  model: small\n  rule: if")
        .Replace("known: KNOWN", "known: KNOWN\n  delay: 7d", StringComparison.Ordinal);

    static readonly string WithoutRule = Model.Replace("  rule: if(VALUE > 10, 1, 0)\n", "", StringComparison.Ordinal);

    static readonly string OneDecision = Model.Replace("bad: score >= 0.5, ", "", StringComparison.Ordinal);

    const string Wanted = "average_precision: { at_least: 0.6 }";

    [Theory]
    [InlineData("{}", "nothing is wanted", "at least one of average_precision, alert_rate")]
    [InlineData("{ over: 7d, at_most: 2 }", "nothing is wanted", "or leave `goals` out")]
    [InlineData("{ average_precision: { at_least: 1.1 } }", "'1.1' is not a number from 0 to 1", "from 0 to 1")]
    [InlineData("{ average_precision: { at_most: 0.5 } }", "'at_most' is not a key here", "at_least")]
    [InlineData("{ alert_rate: { at_most: 0 } }", "'0' is not a share above 0 %", "10%")]
    [InlineData("{ alert_rate: 5% }", "keys are wanted here", "at_most")]
    [InlineData("{ false_positives_a_day: { at_most: -1 } }", "'-1' is not a number from 0", "from 0")]
    [InlineData("{ latency_p99: { at_most: 0s } }", "no row takes no time", "200ms")]
    [InlineData("{ label_delay: { at_most: 6d } }", "labels are declared to come 7d after their events", "Write 7d or more")]
    [InlineData($"{{ {Wanted}, over: 0s }}", "nothing can be measured over no time", "above zero")]
    [InlineData($"{{ {Wanted}, check_after: 0s }}", "no time is left in which an action could help", "above zero")]
    [InlineData($"{{ {Wanted}, dead_man: 7d }}", "it would fall back always: labels come 7d after", "more than 7d")]
    [InlineData($"{{ {Wanted}, at_most: 0 }}", "'0' is not a whole number from 1", "from 1")]
    [InlineData($"{{ {Wanted}, actions: [pray] }}", "'pray' is not one of retrain,", "fall_back")]
    [InlineData($"{{ {Wanted}, actions: [] }}", "the list has 0 values", "1 to 20")]
    [InlineData($"{{ {Wanted}, actions: [retrain, roll_back, retrain] }}", "this action stands twice", "Leave one out")]
    [InlineData($"{{ {Wanted}, actions: [retrain_longer] }}", "nothing longer than all there is", "`learning.train.last`")]
    public void Goals_that_can_never_be_met_are_refused(string goals, string message, string cure)
    {
        // A key that is wrong may leave another one missing as well.
        TopologyText
            .Faults($"{Model}learning: {{ goals: {goals} }}\n")
            .ShouldContain(f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal));
    }

    [Fact]
    public void Half_of_a_short_time_leaves_nothing_to_learn_from()
    {
        static string With(string last) =>
            $"{Model}learning: {{ train: {{ last: {last} }}, goals: {{ {Wanted}, actions: [retrain_shorter] }} }}\n";

        var fault = TopologyText.Fault(With("28d"));
        fault.Message.ShouldContain("half of 28d leaves nothing to learn from");
        fault.Cure.ShouldContain("more than 28d");
        TopologyText.Parse(With("29d")).Learning.Goals!.Actions.ShouldBe([GoalAction.RetrainShorter]);
    }

    [Theory]
    [InlineData("actions: [fall_back]")]
    [InlineData("dead_man: 30d")]
    public void Without_a_rule_there_is_nothing_to_fall_back_to(string goals)
    {
        var fault = TopologyText.Fault($"{WithoutRule}learning: {{ goals: {{ {Wanted}, {goals} }} }}\n");

        fault.Message.ShouldBe("there is no rule to fall back to");
        fault.Cure.ShouldContain("`score.rule`");
    }

    [Theory]
    [InlineData("alert_rate: { at_most: 5% }")]
    [InlineData("false_positives_a_day: { at_most: 5 }")]
    [InlineData($"{Wanted}, actions: [thresholds]")]
    public void Of_one_decision_none_is_an_alert(string goals)
    {
        var fault = TopologyText.Fault($"{OneDecision}learning: {{ goals: {{ {goals} }} }}\n");

        fault.Message.ShouldContain("there is one decision");
        fault.Cure.ShouldContain("`score.decide`");
    }

    [Fact]
    public void What_is_written_is_what_is_wanted()
    {
        const string goals = """
            learning:
              goals:
                over: 14d
                average_precision: { at_least: 0.6 }
                alert_rate: { at_most: 5% }
                false_positives_a_day: { at_most: 50 }
                latency_p99: { at_most: 200ms }
                label_delay: { at_most: 8d }
                actions: [retrain, other_algorithm, roll_back, fall_back]
                at_most: 3
                check_after: 2d
                dead_man: 21d

            """;
        var read = TopologyText.Parse(Model + goals).Learning.Goals!;

        read.Wanted.ShouldBe([
            new GoalModel(GoalMetric.AveragePrecision, 0.6),
            new GoalModel(GoalMetric.AlertRate, 0.05),
            new GoalModel(GoalMetric.FalsePositivesADay, 50),
            new GoalModel(GoalMetric.LatencyP99, 0.2),
            new GoalModel(GoalMetric.LabelDelay, 8 * 86_400),
        ]);
        read.Actions.ShouldBe([GoalAction.Retrain, GoalAction.OtherAlgorithm, GoalAction.RollBack, GoalAction.FallBack]);
        (read.Over, read.AtMost, read.CheckAfter, read.DeadMan).ShouldBe(
            (TimeSpan.FromDays(14), 3, TimeSpan.FromDays(2), TimeSpan.FromDays(21))
        );
        TopologyText.Parse(Model + goals).Text.ShouldBe(Model);
    }

    [Fact]
    public void What_is_not_written_is_the_models_own_default()
    {
        var read = TopologyText.Parse($"{Model}learning: {{ goals: {{ {Wanted} }} }}\n").Learning.Goals!;
        var bare = new GoalsModel { Wanted = read.Wanted };

        (read.Over, read.AtMost, read.CheckAfter, read.DeadMan, read.Actions.Count).ShouldBe(
            (bare.Over, bare.AtMost, bare.CheckAfter, bare.DeadMan, bare.Actions.Count)
        );
    }
}
