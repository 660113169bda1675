using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Inference.Tests;
using Streaming.Topology;
using Streaming.Topology.Model;
using static Streaming.TestDriver.Tests.Pipelines;

namespace Streaming.TestDriver.Tests;

/// <summary>A model that throws on orders of 100 and more: each is rejected, and nothing else shows that it was there.</summary>
public sealed class FailedRowsTests
{
    static readonly TopologyModel OneStage = Topology("");

    static readonly TopologyModel TwoStages = Topology(
        """
          taken: { sum: amount, per: shop, over: 1h }
          risk: { mean: labels.bad, per: shop, over: 1d, empty: 0 }
        """
    );

    [Fact]
    public void It_is_rejected_with_its_bytes_and_its_windows_are_put_back()
    {
        using var pipeline = Drive(OneStage);
        var poison = " " + Order(2, 1, "anna", "west", 500);
        pipeline
            .Publish(Order(1, 0, "anna", "west", 60), "anna")
            .Publish(poison, "anna")
            .Publish(Order(3, 2, "anna", "west", 20), "anna")
            .Settle();

        pipeline.Predictions().Select(p => (p.EventId, p.Score, p.Features["spent"])).ShouldBe([("1", 0.6f, 60f), ("3", 0.2f, 80f)]);
        var rejected = pipeline.Quarantined().Single();
        (rejected.Topic, rejected.Reason, rejected.Rule, rejected.Value).ShouldBe(("orders", "failed", null, poison));
        rejected.Detail.ShouldStartWith("Model picky/1 fails on this row and not on others: ");
        rejected.Detail.ShouldContain("out of data bounds");
    }

    [Fact]
    public void What_came_before_stays_as_it_was_recorded()
    {
        using var pipeline = Drive(OneStage);
        pipeline.Publish(Order(1, 0, "anna", "west", 60), "anna").Settle().Predictions().Single().Features["spent"].ShouldBe(60);
        pipeline.Publish(Order(2, 1, "anna", "west", 500), "anna").Settle().Predictions().ShouldBeEmpty();
        pipeline.Publish(Order(3, 2, "anna", "west", 20), "anna").Settle().Predictions().Single().Features["spent"].ShouldBe(80);
        pipeline.Quarantined().Single().Reason.ShouldBe("failed");
    }

    // Nobody has passed by then: a row that nobody sent stands by.
    [Fact]
    public void The_first_event_ever_may_be_the_one()
    {
        using var pipeline = Drive(OneStage);
        pipeline.Publish(Order(1, 0, "anna", "west", 500), "anna").Settle().Quarantined().Single().Reason.ShouldBe("failed");
        pipeline.Publish(Order(2, 1, "anna", "west", 20), "anna").Settle().Predictions().Single().Features["spent"].ShouldBe(20);
    }

    [Fact]
    public void There_may_be_several_in_a_batch()
    {
        using var pipeline = Drive(OneStage);
        for (var i = 0; i < 40; i++)
            pipeline.Publish(Order(i, 0, $"c{i % 3}", "west", i % 7 == 0 ? 100 + i : i), $"c{i % 3}");
        pipeline.Settle();
        pipeline.Quarantined().Select(q => (string)JsonNode.Parse(q.Value!)!["id"]!).ShouldBe(["0", "7", "14", "21", "28", "35"]);
        pipeline.Predictions().Count.ShouldBe(34);
    }

    [Fact]
    public void A_corrected_one_is_no_duplicate()
    {
        using var pipeline = Drive(OneStage);
        pipeline.Publish(Order(1, 0, "anna", "west", 500), "anna").Publish(Order(2, 0, "anna", "west", 1), "anna").Settle();
        pipeline.Publish(Order(1, 0, "anna", "west", 50), "anna").Publish(Order(2, 0, "anna", "west", 1), "anna").Settle();
        pipeline.Predictions().Select(p => p.EventId).ShouldBe(["2", "1"]);
        pipeline.Quarantined().Select(q => q.Reason).ShouldBe(["failed", "duplicate-id"]);
    }

    [Fact]
    public void What_validation_says_of_it_comes_first()
    {
        using var pipeline = Drive(OneStage);
        pipeline.Publish(Order(1, 0, "anna", "west", -500), "anna").Publish(Order(2, 0, "anna", "west", 1), "anna").Settle();
        pipeline.Quarantined().Single().Reason.ShouldBe("out-of-range");
    }

    [Fact]
    public void A_model_that_fails_on_every_row_rejects_none_of_them()
    {
        using var pipeline = Drive(OneStage, size: 1);
        // Those of one time are scored together.
        for (var i = 1; i <= 5; i++)
            pipeline.Publish(Order(i, 0, "anna", "west", 50), "anna");
        Should.Throw<ModelRunException>(() => pipeline.Settle());
        pipeline.Quarantined().ShouldBeEmpty();
    }

    // It passes the row of zeros that it is tried with when it is loaded.
    [Fact]
    public void A_model_that_fails_on_all_that_is_sent_gets_three_of_them_at_most()
    {
        using var pipeline = Drive(OneStage, size: 1);
        for (var i = 1; i <= 3; i++)
            pipeline.Publish(Order(i, i, "anna", "west", 50), "anna").Settle();
        Should.Throw<ModelRunException>(() => pipeline.Publish(Order(4, 4, "anna", "west", 50), "anna").Settle());
        pipeline.Quarantined().Count.ShouldBe(3);
    }

    // Each partition could take itself for the only one that does.
    [Fact]
    public void They_are_three_however_many_partitions_there_are()
    {
        using var pipeline = Drive(OneStage, size: 1, partitions: 5);
        Should.Throw<ModelRunException>(() =>
        {
            for (var i = 1; i <= 30; i++)
                pipeline.Publish(Order(i, i, $"c{i}", "west", 50), $"c{i}").Settle();
        });
        pipeline.Quarantined().Count.ShouldBe(3);
    }

    [Fact]
    public void Behind_a_channel_its_fields_stand_for_its_bytes_and_the_stage_before_has_counted_it()
    {
        using var pipeline = Drive(TwoStages);
        pipeline
            .PublishInOrder(
                [
                    Order(1, 0, "anna", "west", 60),
                    Order(2, 2, "anna", "west", 500.25),
                    Order(3, 4, "bert", "west", 20),
                    Order(4, 9, "anna", "west", 10),
                    Order(5, 9, "anna", "west", 700),
                ],
                [Label(1, known: 3, bad: true), Label(2, known: 6, bad: false)]
            )
            .Settle();

        pipeline
            .Predictions()
            .Select(p => (p.EventId, p.Features["spent"], p.Features["taken"], p.Features["risk"]))
            .ShouldBe([("1", 60f, 60f, 0f), ("3", 20f, 80f, 1f), ("4", 570.25f, 90f, 0.5f)]);
        var rejected = pipeline.Quarantined();
        rejected.Select(q => (q.Topic, q.Reason)).ShouldBe([("orders", "failed"), ("orders", "failed")]);
        JsonNode
            .DeepEquals(JsonNode.Parse(rejected[0].Value!), JsonNode.Parse(Order(2, 2, "anna", "west", 500.25)))
            .ShouldBeTrue(rejected[0].Value);
    }

    [Fact]
    public void A_test_of_a_topology_file_may_expect_it()
    {
        var topology = TopologyLoader.Parse(
            OneStage.Text.TrimEnd('\n')
                + """

                tests:
                  too much for the model:
                    now: 2026-03-02T13:00:00Z
                    events:
                      - { id: "1", at: "2026-03-02T12:00:00Z", customer: anna, shop: west, amount: 200 }
                      - { id: "2", at: "2026-03-02T12:00:00Z", customer: anna, shop: west, amount: 50 }
                    predictions:
                      - { event_id: 2, decision: look, features: { spent: 50 } }
                    quarantine:
                      - { reason: failed }

                """
        );
        TopologyTests.Run(topology, () => Picky(topology, 100)).Single().Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_else_comes_out_as_if_they_had_not_been_sent()
    {
        var order = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 4], Gen.Frequency((5, Gen.Int[0, 99]), (1, Gen.Int[100, 900])));
        Gen.Select(order.Array[1, 40], Gen.Int[1, 3], Gen.Int[1, 15])
            .Sample(
                (orders, partitions, atOnce) =>
                {
                    var sorted = orders.OrderBy(o => o.Item1).Index().ToList();
                    var (predictions, rejected) = Run(sorted, partitions, atOnce);
                    var (without, none) = Run([.. sorted.Where(o => o.Item.Item3 < 100)], partitions, atOnce);
                    predictions.ShouldBe(without);
                    rejected.ShouldBe(sorted.Where(o => o.Item.Item3 >= 100).Select(o => $"{o.Index}").Order(StringComparer.Ordinal));
                    none.ShouldBeEmpty();
                },
                iter: 150
            );

        static (List<(string, float, float)> Predictions, List<string> Rejected) Run(
            List<(int Index, (int Second, int Customer, int Amount) Item)> orders,
            int partitions,
            int atOnce
        )
        {
            using var pipeline = Drive(OneStage, partitions: partitions);
            pipeline.Publish(Order(1000, 0, "first", "west", 1), "first").Settle();
            foreach (var part in orders.Chunk(atOnce))
            {
                foreach (var (index, (second, customer, amount)) in part)
                    pipeline.Publish(Order(index, second, $"c{customer}", "west", amount), $"c{customer}");
                pipeline.Watermark(Start.AddSeconds(part[^1].Item.Second));
            }

            pipeline.Settle();
            return (
                [
                    .. pipeline
                        .Predictions()
                        .Select(p => (p.EventId, p.Score, p.Features["spent"]))
                        .OrderBy(p => p.EventId, StringComparer.Ordinal),
                ],
                [.. pipeline.Quarantined().Select(q => (string)JsonNode.Parse(q.Value!)!["id"]!).Order(StringComparer.Ordinal)]
            );
        }
    }

    static PipelineDriver Drive(TopologyModel topology, int size = 100, int partitions = 1) =>
        PipelineDriver.For(
            topology,
            new DriverOptions
            {
                Now = Start.AddHours(1),
                Model = Picky(topology, size),
                Partitions = partitions,
            }
        );

    static ServedModel Picky(TopologyModel topology, int size)
    {
        var content = PickyModel.Of([.. topology.Features.Select(f => f.Name)], "amount", size);
        return new ServedModel(
            new ModelVersion("picky", 1, content.Hash),
            OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance)
        );
    }

    static string Label(int id, int known, bool bad) =>
        $$"""{"id":"{{id}}","at":"{{Start:yyyy-MM-ddTHH:mm:ssZ}}","known":"{{Start.AddSeconds(known):yyyy-MM-ddTHH:mm:ssZ}}","shop":"west","bad":{{(bad ? "true" : "false")}}}""";

    /// <summary>The sample with the amount as a feature, and others in place of those by shop.</summary>
    static TopologyModel Topology(string byShop)
    {
        var lines = Pipelines
            .TwoStages.Text.Split('\n')
            .Where(line => !line.Contains("sold:", StringComparison.Ordinal) && !line.Contains("risk:", StringComparison.Ordinal))
            .Select(line =>
                line switch
                {
                    "features:" => $"features:\n  amount: amount\n{byShop}",
                    "validate: { future_skew: 5m }" => "validate: { duplicates_within: 1h }",
                    _ => line,
                }
            );
        return TopologyLoader.Parse(string.Join('\n', lines));
    }
}
