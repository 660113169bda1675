using CsCheck;
using Streaming.Topology;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

public sealed class PipelineDriverTests
{
    static readonly DriverOptions Options = new() { Now = Start.AddHours(1) };

    [Fact]
    public void An_event_comes_out_once_nothing_older_can_come()
    {
        using var pipeline = PipelineDriver.For(TwoStages, Options);
        pipeline.Publish(Order(1, 0, "anna", "west", 60), "anna").Watermark(Start);
        pipeline.Predictions().ShouldBeEmpty("another event of that second may come");
        pipeline.Publish(Order(2, 1, "anna", "west", 60), "anna").Watermark(Start.AddSeconds(2));

        var predictions = pipeline.Predictions();
        predictions
            .Select(p => (p.EventId, p.Decision, p.Features["spent"], p.Features["sold"]))
            .ShouldBe([("1", "pass", 60f, 1f), ("2", "look", 120f, 2f)]);
        pipeline.Predictions().ShouldBeEmpty("they were taken");
    }

    [Fact]
    public void Silence_lets_everything_out()
    {
        using var pipeline = PipelineDriver.For(TwoStages, Options);
        pipeline.Publish(Order(1, 0, "anna", "west", 60), "anna").Predictions().ShouldBeEmpty();
        pipeline.Settle().Predictions().Single().EventId.ShouldBe("1");
    }

    // One record that claims a time in 2100 once stopped a partition for good.
    [Fact]
    public void A_watermark_from_the_year_2100_holds_nobody_up()
    {
        using var pipeline = PipelineDriver.For(TwoStages, Options);
        pipeline.Watermark(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        pipeline.Publish(Order(1, 0, "anna", "west", 60), "anna").Watermark(Start.AddSeconds(1));

        var prediction = pipeline.Predictions().Single();
        prediction.Json.ShouldNotContain("\"late\"");
        pipeline.Publish(Order(2, 5, "anna", "west", 60), "anna").Watermark(Start.AddSeconds(6));
        pipeline.Predictions().Single().Features["spent"].ShouldBe(120);
    }

    [Fact]
    public void What_is_wrong_with_a_record_is_said_and_costs_only_itself()
    {
        using var pipeline = PipelineDriver.For(TwoStages, Options);
        pipeline
            .Publish("no json at all")
            .Publish(Order(1, 0, "anna", "west", -1), "anna")
            .Publish(Order(2, 0, "anna", "west", 5), "anna")
            .Settle();
        pipeline
            .Quarantined()
            .Select(q => (q.Topic, q.Reason, q.Value))
            .ShouldBe([("orders", "malformed-json", "no json at all"), ("orders", "out-of-range", Order(1, 0, "anna", "west", -1))]);
        pipeline.Predictions().Single().EventId.ShouldBe("2");
    }

    [Fact]
    public void A_label_counts_for_what_comes_after_it_is_known()
    {
        using var pipeline = PipelineDriver.For(TwoStages, Options);
        var label = """{"id":"1","at":"2026-03-02T12:00:00Z","known":"2026-03-02T12:00:05Z","shop":"west","bad":true}""";
        pipeline
            .PublishInOrder([Order(3, 9, "anna", "west", 1), Order(1, 0, "anna", "west", 1), Order(2, 4, "anna", "west", 1)], [label])
            .Settle();
        pipeline.Predictions().Select(p => (p.EventId, p.Features["risk"])).ShouldBe([("1", 0f), ("2", 0f), ("3", 1f)]);
    }

    [Fact]
    public void Features_do_not_hang_on_how_the_topics_are_partitioned()
    {
        var order = Gen.Select(Gen.Int[0, 200], Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[0, 80]);
        Gen.Select(order.Array[1, 30], Gen.Int[2, 5])
            .Sample(
                (orders, partitions) =>
                {
                    var sorted = orders.OrderBy(o => o.Item1).ToList();
                    Run(sorted, partitions).ShouldBe(Run(sorted, 1));
                },
                iter: 60
            );

        static List<(string, float, float, string)> Run(List<(int, int, int, int)> orders, int partitions)
        {
            using var pipeline = PipelineDriver.For(TwoStages, Options with { Partitions = partitions });
            foreach (var (i, (second, customer, shop, amount)) in orders.Index())
            {
                pipeline.Watermark(Start.AddSeconds(second));
                pipeline.Publish(Order(i, second, $"c{customer}", $"s{shop}", amount), $"c{customer}");
            }

            return
            [
                .. pipeline
                    .Settle()
                    .Predictions()
                    .Select(p => (p.EventId, p.Features["spent"], p.Features["sold"], p.Decision))
                    .OrderBy(p => p.EventId, StringComparer.Ordinal),
            ];
        }
    }

    [Fact]
    public void A_topology_that_nothing_can_score_is_refused_with_the_cure()
    {
        var topology = TwoStages with { Score = TwoStages.Score with { Rule = null } };
        Should.Throw<StreamingException>(() => PipelineDriver.For(topology)).Message.ShouldContain("score.rule");
        Should
            .Throw<StreamingException>(() => PipelineDriver.For(TopologyLoader.Load(Path.Combine(Root, "nowhere"))))
            .Message.ShouldContain("nowhere");
        using var unlabelled = PipelineDriver.For(Unlabelled, Options);
        Should.Throw<StreamingException>(() => unlabelled.PublishLabel("{}")).Message.ShouldContain("has no labels");
    }
}
