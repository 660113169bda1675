using System.Text.Json.Nodes;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Guarding;

/// <summary>Decisions about groups that lie too far apart trip a guard: on record, on the topic, in the log, through a restart, and
/// replayed.</summary>
public sealed class DisparityTests(TestServices services)
{
    const int Tripped = 1609;
    const int Partitions = 2;

    /// <summary>Large amounts are blocked, of those that are called large too; later on there are hardly any that are.</summary>
    static readonly List<SampleEvent> Events =
    [
        .. Sample.Events(3000, seed: 87).Select((e, i) => i < 1500 ? e : e with { Amount = Math.Round(e.Amount * 0.7, 2) }),
    ];

    [Fact]
    public async Task Groups_that_are_treated_too_differently_trip_it_through_a_restart_until_they_are_not()
    {
        var plan = Plan("apart");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = await TrainedMidway.PublisherAsync(services, plan);
        using var log = new LogWatch();
        var publication = new SamplePublication(publisher, plan, Events, Partitions, 1);
        var before = 0L;
        foreach (var (to, rows) in new[] { (1100, 61), (Events.Count, 640) })
        {
            var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: rows);
            await using var pipeline = await TestPipeline.StartAsync(plan, settings, loggers: log);
            publication.To(to);
            if (to == Events.Count)
                publication.End();
            await pipeline.CommittedAsync(publication.Settled - before);
            await pipeline.StopAsync();
            before += pipeline.Host.Snapshot()[^1].Accepted;
        }

        await using var store = new LineageStore(postgres);
        var changed = new List<string>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var stream = new StreamKey(plan.Topology.Name, plan.Final.Name, partition);
            var (happened, last) = (new List<GuardEvent>(), (GuardState?)null);
            await foreach (var batch in store.ReadAsync(stream, 1, long.MaxValue))
            {
                happened.AddRange(batch.Header.GuardEvents);
                last = batch.Header.Guards.ShouldHaveSingleItem();
                if (batch.Table(TableNames.Rows) is not { } table || !Columns.Has(table, RecordColumns.ChangedBy))
                    continue;
                for (var row = 0; row < table.Length; row++)
                {
                    if (Columns.Text(table, RecordColumns.ChangedBy, row) is null)
                        continue;
                    Columns.Text(table, RecordColumns.UnguardedDecision, row).ShouldBe("block");
                    Columns.Text(table, TableNames.Decision, row).ShouldBe("review");
                    changed.Add(Columns.Text(table, plan.Topology.Source.Id, row)!);
                }
            }

            var trip = happened.First();
            trip.Kind.ShouldBe(GuardEventKind.Tripped);
            trip.Trip.Contrast.ShouldNotBeNull()
                .ShouldSatisfyAllConditions(
                    c => (c.Group, c.Other).ShouldBe(("450 and over", "under 450")),
                    c => c.Highest.ShouldBeLessThan(0.9),
                    c => c.OtherOf.ShouldBeGreaterThanOrEqualTo(50)
                );
            happened.ShouldContain(e => e.Kind == GuardEventKind.Recovered);
            last!.Groups.Select(g => g.Guard).ShouldBe(["under 450", "450 and over"]);
        }

        changed.Count.ShouldBeGreaterThan(20);
        log.Of(Tripped)[0].ShouldContain("decisions about '450 and over' within its window were review or pass, and ");
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Where(p => JsonNode.Parse(p.Text)!["guard"] is not null)
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(changed.Order(StringComparer.Ordinal));
        (await store.RecordsAsync(plan.Topology.Name, changed[0]))
            .ShouldHaveSingleItem()
            .Guarded.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                g => (g.Name, g.InsteadOf, g.Limited).ShouldBe(("apart", "block", "review or pass")),
                g => g.Trip!.Contrast!.Group.ShouldBe("450 and over")
            );
        (await Verification.FaultsAsync(postgres, plan.Topology.Name)).ShouldBeEmpty();
        var report = await new LineageReplayer(plan, store, new NoModels()).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * Events.Count, 2 * Events.Count, 0, 0, null));
    }

    static PipelinePlan Plan(string name)
    {
        var text = Sample
            .Plan(name)
            .Topology.Text.Replace("block: score >= 0.8", "block: score >= 0.8, review: \"false\"", StringComparison.Ordinal);
        const string keys = "groups: size, least: 90%, confidence: 99%, within: 12h, at_least: 50, then: review, for: 6h";
        return PlanCompiler.Compile(
            TopologyLoader.Parse(
                $$"""
                {{text}}
                fairness: { adverse: [block], groups: { size: { by: amount, bands: [450] } } }
                guards: { apart: { disparity: { {{keys}} } } }

                """
            )
        );
    }
}
