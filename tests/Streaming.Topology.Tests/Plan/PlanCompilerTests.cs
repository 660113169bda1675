using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Topology.Tests.Plan;

public sealed class PlanCompilerTests
{
    static PipelinePlan Compile(string text) => PlanCompiler.Compile(TopologyText.Parse(text));

    [Fact]
    public void Labels_that_no_window_uses_go_nowhere() => Compile(TopologyText.Small).Stages[0].Channels.ShouldBeEmpty();

    [Fact]
    public void Each_window_key_gets_a_stage_in_the_order_of_first_use()
    {
        var plan = Compile(
            TopologyText.WithFeatures(
                "P: { mean: VALUE, per: PLACE, over: 1d }",
                "I: { count: \"*\", per: ID, over: 1d }",
                "P2: { sum: VALUE, per: PLACE, over: 2d, delay: 1d, pane: 1h }"
            )
        );

        plan.Stages.Select(s => (s.Name, s.Key, s.Final))
            .ShouldBe([("labels", null, false), ("by-MACHINE", "MACHINE", false), ("by-PLACE", "PLACE", false), ("by-ID", "ID", true)]);
        plan.Stages[2].Features.Select(f => f.Name).ShouldBe(["P", "P2"]);
        plan.Stages[2].StateHorizon.ShouldBe(TimeSpan.FromHours(73));
        plan.Stages[2]
            .Channels.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                c => c.Topic.ShouldBe("small.by-ID.events"),
                c => c.Key.ShouldBe("ID"),
                c => c.To.ShouldBe("by-ID")
            );
        plan.Final.Carried.Select(f => f.Name).ShouldBe(["VALUE", "COUNT", "P", "P2"]);
    }

    [Fact]
    public void Expressions_are_computed_as_soon_as_their_operands_are_there()
    {
        var plan = Compile(
            TopologyText.WithFeatures(
                "LATE: Q + 1",
                "Q: { ratio: [P, COUNT], empty: 0 }",
                "P: { mean: VALUE, per: PLACE, over: 1d }",
                "EARLY: VALUE * 2"
            )
        );

        plan.Entry.Features.Select(f => f.Name).ShouldBe(["VALUE", "EARLY", "COUNT"], ignoreOrder: true);
        plan.Final.Features.Select(f => f.Name).ShouldBe(["P", "Q", "LATE"]);
        plan.Topology.Features.Select(f => f.Name).ShouldBe(["VALUE", "LATE", "Q", "P", "EARLY", "COUNT"]);
    }

    [Fact]
    public void Where_partitioning_is_unknown_rows_are_spread_by_key_first()
    {
        var plan = Compile(TopologyText.With("time: AT\n  fields", "time: AT\n  partitioner: any\n  fields"));

        plan.Stages.Select(s => s.Name).ShouldBe(["labels", "ingest", "by-MACHINE"]);
        plan.Entry.Name.ShouldBe("ingest");
        plan.Entry.Key.ShouldBeNull();
        plan.Entry.Features.ShouldBeEmpty();
        plan.Entry.DuplicatesWithin.ShouldBeNull();
        plan.Final.Inputs.ShouldHaveSingleItem()
            .ShouldBe(new InputPlan(InputKind.Channel, RowContent.Events, "small.by-MACHINE.events", "ingest"));
    }

    [Fact]
    public void Labels_reach_every_stage_that_aggregates_them()
    {
        var plan = Compile(
            TopologyText
                .WithFeatures("R: { mean: labels.BAD, per: MACHINE, over: 1d }", "S: { count: labels.*, per: PLACE, over: 1d }")
                .Replace("{ MACHINE: string, BAD: bool }", "{ MACHINE: string, PLACE: string, BAD: bool }", StringComparison.Ordinal)
        );

        plan.Stages[0]
            .Channels.Select(c => (c.To, c.Key, c.Content))
            .ShouldBe([("by-MACHINE", "MACHINE", RowContent.Labels), ("by-PLACE", "PLACE", RowContent.Labels)]);
        plan.Entry.Inputs.Count.ShouldBe(2);
        plan.Final.Inputs.Count.ShouldBe(2);
    }

    [Fact]
    public void Stage_names_are_legal_and_different()
    {
        var text = TopologyText
            .WithFeatures("A: { mean: VALUE, per: 'place/1', over: 1d }", "B: { mean: VALUE, per: 'place 1', over: 1d }")
            .Replace("PLACE: string", "'place/1': string\n    'place 1': string", StringComparison.Ordinal);

        Compile(text).Stages.Select(s => s.Name).ShouldBe(["labels", "by-MACHINE", "by-place-1", "by-place-1-2"]);
    }

    /// <summary>Where the topology says what becomes of several labels, none of them is rejected for being one of several.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("conflicts: latest\n  ", false)]
    [InlineData("withdrawn: BACK\n  ", false)]
    public void Labels_are_rejected_as_duplicates_unless_a_rule_wants_them(string rule, bool rejected)
    {
        var text = TopologyText
            .With("{ MACHINE: string, BAD: bool }", "{ MACHINE: string, BAD: bool, BACK: { type: bool, optional: true } }")
            .Replace("known: KNOWN\n", $"known: KNOWN\n  {rule.Trim()}\n", StringComparison.Ordinal)
            .Replace("features:\n", "validate: { duplicates_within: 1d }\nfeatures:\n", StringComparison.Ordinal);
        var plan = Compile(text);
        plan.Stages[0].DuplicatesWithin.ShouldBe(rejected ? TimeSpan.FromDays(1) : null);
        plan.Topology.Labels!.Target.ShouldBe("BAD");
    }

    [Fact]
    public void A_long_chain_of_features_written_backwards_compiles()
    {
        var chain = Enumerable.Range(0, 900).Select(i => $"F{i}: {(i == 899 ? "VALUE" : $"F{i + 1} + 1")}");

        Compile(TopologyText.WithFeatures([.. chain]))
            .Final.Features.Select(f => f.Name)
            .Where(n => n[0] == 'F')
            .ShouldBe(Enumerable.Range(0, 900).Reverse().Select(i => $"F{i}"));
    }
}
