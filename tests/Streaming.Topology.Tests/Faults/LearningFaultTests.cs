using Streaming.Topology.Model;

namespace Streaming.Topology.Tests.Faults;

/// <summary>A policy that can never be met is refused, with the place, the reason and the cure.</summary>
public sealed class LearningFaultTests
{
    const string Groups = "fairness: { adverse: [bad], groups: { place: PLACE } }\n";

    static readonly string Model = TopologyText
        .With("  rule: if", "  model: small\n  rule: if")
        .Replace("known: KNOWN", "known: KNOWN\n  delay: 7d", StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "nothing is wanted", "at least one of selection_rate_ratio")]
    [InlineData("{ selection_rate_ratio: { at_most: 0.8 } }", "'at_most' is not a key here", "at_least")]
    [InlineData("{ precision_difference: { at_most: 2 } }", "'2' is not a number from 0 to 1", "from 0 to 1")]
    [InlineData("{ adverse_rate_ratio: { at_most: 0.5 } }", "'0.5' is not a number from 1", "from 1 to 1000")]
    public void A_gate_for_groups_that_cannot_be_is_refused(string gate, string message, string cure) =>
        TopologyText
            .Faults($"{Model}{Groups}learning: {{ gates: {{ fairness: {gate} }} }}\n")
            .ShouldContain(f => f.Message.Contains(message, StringComparison.Ordinal) && f.Cure.Contains(cure, StringComparison.Ordinal));

    [Theory]
    [InlineData(Groups, "plaice", "Did you mean 'place'?")]
    [InlineData("", "place", "Declare it under `fairness.groups`.")]
    public void Rows_are_reweighed_by_an_attribute_that_is_declared(string groups, string attribute, string cure)
    {
        var fault = TopologyText.Fault($"{Model}{groups}learning: {{ train: {{ reweigh: {attribute} }} }}\n");

        (fault.Message, fault.Cure).ShouldBe(($"there is no attribute '{attribute}'", cure));
        TopologyText.Parse($"{Model}{Groups}learning: {{ train: {{ reweigh: place }} }}\n").Learning.Train.Reweigh.ShouldBe("place");
    }

    [Fact]
    public void A_gate_for_groups_is_what_is_written()
    {
        const string gate = "{ selection_rate_ratio: { at_least: 0.8 }, equalised_odds_difference: { at_most: 0.1 } }";

        TopologyText
            .Parse($"{Model}{Groups}learning: {{ gates: {{ fairness: {gate} }} }}\n")
            .Learning.Gates.Fairness.ShouldBe([
                new FairnessBound(FairnessMetric.SelectionRateRatio, 0.8),
                new FairnessBound(FairnessMetric.EqualisedOddsDifference, 0.1),
            ]);
    }

    [Theory]
    [InlineData("rollout: { canary: 60% }", "'60%' is not a share above 0 % and at most 50 %", "10% or as 0.1")]
    [InlineData("rollout: { canary: 0 }", "'0' is not a share", "10%")]
    [InlineData("rollout: { canary: 1e-3 }", "'1e-3' is not a share", "10%")]
    [InlineData("rollout: { alpha: 0.6 }", "'0.6' is not a number from 1E-06 to 0.5", "from 1E-06 to 0.5")]
    [InlineData("rollout: { watch: -1 }", "'-1' is not a whole number", "from 0")]
    [InlineData(
        "train: { algorithm: lightgbn }",
        "'lightgbn' is not one of lightgbm, fasttree",
        "lightgbm, fasttree, fastforest, sdca, gam"
    )]
    [InlineData("train: { calibrate: beta }", "'beta' is not one of isotonic, platt", "isotonic, platt")]
    [InlineData("train: { last: 14d }", "of the newest 14d nothing is left to learn from: labels come 7d later", "more than 14d")]
    [InlineData("retrain: { at_most: 0 }", "'0' is not a whole number from 1", "from 1")]
    [InlineData("retrain: { every: 0s }", "there is no time between two runs", "7d")]
    [InlineData("retrain: { every: 1h }", "begins a run every 1h, and at most 3 may begin in 24 hours", "Make `every` longer")]
    [InlineData("retrain: { on_drift: true, again_after: 0s }", "the same rows would be learnt from again", "3d")]
    [InlineData("retrain: { again_after: 3d }", "no alarm begins a run that could be tried again", "`when_worse: true`")]
    [InlineData("gates: { margin: 1 }", "no average precision lies above another by so much", "below 1")]
    [InlineData("gates: { latency: 0.5 }", "'0.5' is not a number from 1 to 1000", "from 1 to 1000")]
    [InlineData(
        "gates: { fairness: { selection_rate_ratio: { at_least: 0.8 } } }",
        "groups are to fare alike, and none are declared",
        "under `fairness`"
    )]
    [InlineData("gates: { most_alerts: 0% }", "'0%' is not a share above 0 %", "10%")]
    [InlineData("gates: { most_alerts: 101% }", "'101%' is not a share", "10%")]
    [InlineData("risk: { alpha: 0.6 }", "'0.6' is not a number from 1E-09 to 0.5", "to 0.5")]
    [InlineData("risk: { tolerance: -0.1 }", "'-0.1' is not a number from 0 to 100", "from 0")]
    [InlineData("risk: { reference: 49 }", "'49' is not a whole number from 50", "from 50")]
    [InlineData("drift: { arl: 1 }", "'1' is not a number from 2", "from 2")]
    [InlineData("approval: never", "'never' is not one of automatic, manual", "automatic, manual")]
    [InlineData("approvals: manual", "'approvals' is not a key here", "Did you mean 'approval'?")]
    public void A_policy_that_can_never_be_met_is_refused(string policy, string message, string cure)
    {
        var fault = TopologyText.Fault($"{Model}learning: {{ {policy} }}\n");

        fault.Message.ShouldContain(message);
        fault.Cure.ShouldContain(cure);
    }

    [Fact]
    public void Without_a_model_or_labels_there_is_nothing_to_renew()
    {
        var start = TopologyText.Small.IndexOf("labels:", StringComparison.Ordinal);
        var bare = TopologyText.Small.Remove(start, TopologyText.Small.IndexOf("features:", StringComparison.Ordinal) - start);

        TopologyText
            .Faults(bare + "learning: { approval: manual }\n")
            .Select(f => f.Message)
            .ShouldBe(
                ["a model is to be renewed, and `score` names none", "a model is to be renewed, and there are no labels to learn from"],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Labels_that_come_at_any_time_tell_of_no_version_that_got_worse() =>
        TopologyText
            .Fault(Model.Replace("\n  delay: 7d", "", StringComparison.Ordinal) + "learning: { retrain: { when_worse: true } }\n")
            .Cure.ShouldContain("Write `delay:` under `labels`");

    [Fact]
    public void A_topology_that_says_nothing_renews_its_model_when_a_person_asks()
    {
        var learning = TopologyText.Parse(Model).Learning;

        learning.Retrain.OnDrift.ShouldBeFalse();
        learning.Retrain.Every.ShouldBeNull();
        // What the file's declarations give where a section is empty is what the model has by itself.
        TopologyText
            .Parse(Model + "learning: { retrain: {}, train: {}, gates: {}, rollout: {}, drift: {}, risk: {} }\n")
            .Learning.ShouldBe(learning);
    }

    [Fact]
    public void How_the_model_is_renewed_is_no_part_of_what_lineage_records()
    {
        const string policy = "learning:\n  approval: manual\n  rollout: { canary: 25% }\n";
        const string tests = "tests: { one: { events: [x], predictions: [] } }\n";
        var recorded = TopologyText.Parse(Model);

        foreach (
            var text in new[] { Model + policy, policy + Model, Model + policy + tests, tests + policy + Model, policy + Model + tests }
        )
        {
            var topology = TopologyText.Parse(text);
            topology.ContentHash.ShouldBe(recorded.ContentHash);
            topology.Text.ShouldBe(Model);
            topology.Learning.Rollout.Canary.ShouldBe(0.25);
        }

        TopologyText
            .Faults("{ topology: small, learning: {} }\n")
            .ShouldContain(f => f.Message == "`learning:` does not stand at the beginning of a line");
    }
}
