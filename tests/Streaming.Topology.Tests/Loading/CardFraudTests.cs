using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Topology.Tests.Loading;

public sealed class CardFraudTests
{
    static readonly TopologyModel Topology = TopologyLoader.Load(RepositoryFiles.Topology("card-fraud"));

    [Fact]
    public void Features_are_the_fifteen_of_the_handbook_in_declared_order() =>
        Topology
            .Features.Select(f => f.Name)
            .ShouldBe([
                "TX_AMOUNT",
                "TX_DURING_WEEKEND",
                "TX_DURING_NIGHT",
                "CUSTOMER_ID_NB_TX_1DAY_WINDOW",
                "CUSTOMER_ID_NB_TX_7DAY_WINDOW",
                "CUSTOMER_ID_NB_TX_30DAY_WINDOW",
                "CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW",
                "CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW",
                "CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW",
                "TERMINAL_ID_NB_TX_1DAY_WINDOW",
                "TERMINAL_ID_NB_TX_7DAY_WINDOW",
                "TERMINAL_ID_NB_TX_30DAY_WINDOW",
                "TERMINAL_ID_RISK_1DAY_WINDOW",
                "TERMINAL_ID_RISK_7DAY_WINDOW",
                "TERMINAL_ID_RISK_30DAY_WINDOW",
            ]);

    [Fact]
    public void Risk_is_the_mean_of_labels_with_a_week_of_delay()
    {
        var risk = Topology.Features.OfType<WindowFeature>().Single(f => f.Name == "TERMINAL_ID_RISK_7DAY_WINDOW");

        risk.Aggregate.ShouldBe(Aggregate.Mean);
        risk.Input.ShouldBe(WindowInput.Labels);
        risk.Key.ShouldBe("TERMINAL_ID");
        risk.Over.ShouldBe(TimeSpan.FromDays(7));
        risk.Delay.ShouldBe(TimeSpan.FromDays(7));
        risk.Empty.ShouldBe(0);
    }

    [Fact]
    public void Labels_carry_what_they_label_and_when_they_became_known()
    {
        var labels = Topology.Labels.ShouldNotBeNull();

        labels
            .Fields.Select(f => (f.Name, f.Type))
            .ShouldBe([
                ("TRANSACTION_ID", FieldType.String),
                ("TX_DATETIME", FieldType.Timestamp),
                ("KNOWN_AT", FieldType.Timestamp),
                ("TERMINAL_ID", FieldType.String),
                ("TX_FRAUD", FieldType.Bool),
            ]);
        labels.Target.ShouldBe("TX_FRAUD");
        labels.Delay.ShouldBe(TimeSpan.FromDays(7));
    }

    [Fact]
    public void Plan_cuts_at_the_terminal()
    {
        var plan = PlanCompiler.Compile(Topology);

        plan.Stages.Select(s => s.Name).ShouldBe(["labels", "by-CUSTOMER_ID", "by-TERMINAL_ID"]);
        plan.Entry.Name.ShouldBe("by-CUSTOMER_ID");
        plan.Entry.Features.Count.ShouldBe(9);
        plan.Entry.DuplicatesWithin.ShouldBe(TimeSpan.FromDays(1));
        plan.Entry.StateHorizon.ShouldBe(TimeSpan.FromDays(30));
        plan.Entry.Channels.ShouldHaveSingleItem().Topic.ShouldBe("card-fraud.by-TERMINAL_ID.events");
        plan.Final.Carried.Count.ShouldBe(9);
        plan.Final.StateHorizon.ShouldBe(TimeSpan.FromDays(37));
        plan.Final.Inputs.Select(i => (i.Content, i.Topic, i.From))
            .ShouldBe([
                (RowContent.Events, "card-fraud.by-TERMINAL_ID.events", "by-CUSTOMER_ID"),
                (RowContent.Labels, "card-fraud.by-TERMINAL_ID.labels", "labels"),
            ]);
        plan.Stages[0].Channels.ShouldHaveSingleItem().Key.ShouldBe("TERMINAL_ID");
    }

    [Fact]
    public void Other_fields_and_defaults_are_as_declared()
    {
        Topology.Source.Fields.Single(f => f.Name == "CUSTOMER_ID").Personal.ShouldBeTrue();
        Topology.Source.MaxBytes.ShouldBe(1_000_000);
        Topology.Source.Partitioner.ShouldBe(PartitionerKind.Auto);
        Topology.Order.Drift.ShouldBe(TimeSpan.FromDays(1));
        Topology.Lineage.ShouldBe(new LineageModel(TimeSpan.FromDays(400), KeepRaw.Rejected));
        Topology.Score.Decisions.Select(d => d.Name).ShouldBe(["fraud", "review", "genuine"]);
        Topology.Score.Decisions[^1].Condition.ShouldBeNull();
        Topology.ContentHash.Length.ShouldBe(64);
    }
}
