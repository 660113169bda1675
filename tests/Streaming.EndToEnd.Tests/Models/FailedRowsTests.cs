using System.Text.Json.Nodes;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Predictions;
using Streaming.Inference.Models;
using Streaming.Inference.Tests;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Pipeline.Replay;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>A model that throws on some rows costs those rows; one that throws on all of them costs time.</summary>
public sealed class FailedRowsTests(TestServices services)
{
    const int Partitions = 3;
    const int Most = 1000;
    const int ModelSwapped = 1402;
    const int SessionRestarts = 1602;
    const int RowsFail = 1607;
    const string Model = "picky";

    /// <summary>Events on which the model fails are made up to be alone, in a row, in one account, at the start and at the end.</summary>
    static readonly int[] Poisoned = [0, 1, 250, 251, 252, 700, 701, 1100, 1199];

    [Fact]
    public async Task In_one_stage_everything_else_is_as_if_they_had_not_been_sent()
    {
        var events = Poison(Sample.Events(1200, seed: 41));
        var (calm, _, _) = await RunAsync(OneStage("failed-calm"), [.. events.Where(e => e.Amount < Most)]);
        var (rows, plan, _) = await RunAsync(OneStage("failed-rows"), events);
        rows.ShouldBe(calm);
        foreach (var record in Quarantined(plan))
        {
            var sent = events.Single(e => e.Json == record.Text);
            sent.Amount.ShouldBeGreaterThanOrEqualTo(Most);
            record.Key.ShouldBe(sent.Account);
        }
    }

    [Fact]
    public async Task Behind_a_channel_with_labels_the_recorded_verdict_is_what_counts()
    {
        var events = Poison(Sample.Events(1200, seed: 43));
        var (rows, plan, postgres) = await RunAsync(Sample.Plan("failed-channel", score: [$"model: {Model}"]), events);
        rows.Select(r => r.Id).ShouldBe(events.Where(e => e.Amount < Most).Select(e => e.Id));
        foreach (var record in Quarantined(plan))
        {
            var fields = JsonNode.Parse(record.Text)!;
            var sent = events.Single(e => e.Id == (string)fields["id"]!);
            (record.Key, (double)fields["amount"]!, (string)fields["device"]!).ShouldBe((sent.Account, sent.Amount, sent.Device));
            await using var store = new LineageStore(postgres);
            LineageId.TryParse(record.Headers[QuarantineHeaders.LineageId], out var id).ShouldBeTrue();
            id.Stream.Stage.ShouldBe(plan.Final.Name);
            var recorded = (await store.RecordAsync(id)).ShouldNotBeNull();
            (recorded.EventId, recorded.Rejection!.Reason).ShouldBe((sent.Id, "failed"));
        }
    }

    [Fact]
    public async Task A_model_that_fails_on_everything_rejects_nothing_and_the_stage_goes_on_with_the_next_one()
    {
        var plan = OneStage("failed-model");
        // From 1 on: a row of less would pass, and stand by for the others.
        var events = Sample.Events(600, seed: 47).ConvertAll(e => e with { Amount = e.Amount + 2 });
        var models = new ScriptedModels(Model);
        models.Use(1, Picky(plan, Most));
        using var publisher = new TestPublisher(services.Kafka);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), Partitions, maxBatchRows: 100);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var pipeline = await TestPipeline.StartAsync(plan, settings, models, log);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        publication.To(300);
        await pipeline.CommittedAsync(publication.Settled);
        models.Use(2, Picky(plan, 1));
        await log.SeenAsync(ModelSwapped, "version 2");
        publication.To(500);
        await log.SeenAsync(SessionRestarts, "out of data bounds");
        models.Use(3, Picky(plan, Most));
        publication.To(events.Count);
        publication.End();
        await pipeline.CommittedAsync(events.Count);
        await pipeline.StopAsync();

        pipeline.Host.Snapshot().Sum(s => s.Rejected).ShouldBe(0);
        log.Of(RowsFail).ShouldBeEmpty();
        var predictions = TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Predictions);
        predictions
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));
        predictions.ShouldNotContain(p => p.Headers["model-version"] == $"{Model}/2");
    }

    async Task<(List<RecordedRow> Rows, PipelinePlan Plan, string Postgres)> RunAsync(PipelinePlan plan, List<SampleEvent> events)
    {
        var good = events.Where(e => e.Amount < Most).ToList();
        var poison = events.Count - good.Count;
        var models = new ScriptedModels(Model);
        models.Use(1, Picky(plan, Most));
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, events, Partitions, 1);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 100);
        // A process that ends in the middle takes what it knew with it.
        var (accepted, rejected) = (0L, 0L);
        await using (var first = await TestPipeline.StartAsync(plan, settings, models, log))
        {
            await first.CommittedAsync(500);
            await first.StopAsync();
            (accepted, rejected) = (first.Host.Snapshot()[^1].Accepted, first.Host.Snapshot()[^1].Rejected);
        }

        await using (var second = await TestPipeline.StartAsync(plan, settings, models, log))
        {
            await second.UntilAsync(
                s => s[^1].Accepted + accepted >= good.Count && s[^1].Rejected + rejected >= poison,
                $"{good.Count} scored, {poison} rejected"
            );
            await second.StopAsync();
            var counts = second.Host.Snapshot();
            (counts[^1].Accepted + accepted, counts[^1].Rejected + rejected).ShouldBe((good.Count, poison));
        }

        log.Of(RowsFail).Count.ShouldBeInRange(poison == 0 ? 0 : 1, poison);
        log.Of(SessionRestarts).ShouldBeEmpty();
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(good.Select(e => e.Id).Order(StringComparer.Ordinal));
        var quarantined = Quarantined(plan);
        quarantined.Count.ShouldBe(poison);
        quarantined.ShouldAllBe(q =>
            q.Headers[QuarantineHeaders.Reason] == "failed"
            && q.Headers[QuarantineHeaders.Detail].StartsWith($"Model {Model}/1 fails on this row")
        );
        await CheckReplayAsync(plan, postgres, models, events.Count, good.Count);
        return (await LineageRows.InOrderAsync(postgres, plan, Partitions), plan, postgres);
    }

    /// <summary>The final stage computed the good ones, those before it all that was valid.</summary>
    static async Task CheckReplayAsync(PipelinePlan plan, string postgres, IModelSource models, int all, int good)
    {
        await using var store = new LineageStore(postgres);
        var rows = good + ((plan.Stages.Count(s => s.Features.Count > 0) - 1) * all);
        (await new LineageReplayer(plan, store, models).RunAsync(new ReplayOptions())).ShouldBe(new ReplayReport(rows, rows, 0, 0, null));
        // The models stand in no registry.
        (await Verification.FaultsAsync(postgres, plan.Topology.Name)).Where(f => f.Kind != FaultKind.ModelLost).ShouldBeEmpty();
    }

    List<Received> Quarantined(PipelinePlan plan) => TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Quarantine);

    static List<SampleEvent> Poison(List<SampleEvent> events)
    {
        foreach (var i in Poisoned)
            events[i] = events[i] with { Amount = Most + i + 0.5 };
        return events;
    }

    static ModelContent Picky(PipelinePlan plan, int size) =>
        PickyModel.Of([.. plan.Topology.Features.Select(f => f.Name)], "amount", size);

    /// <summary>The sample without what is counted by device: nothing has to be sent on.</summary>
    static PipelinePlan OneStage(string name)
    {
        var text = Sample.Plan(name, score: [$"model: {Model}"]).Topology.Text;
        text = string.Join('\n', text.Split('\n').Where(line => !line.Contains("device_", StringComparison.Ordinal)))
            .Replace("score:\n", "score:\n  rule: amount / 1000\n", StringComparison.Ordinal);
        var plan = PlanCompiler.Compile(TopologyLoader.Parse(text));
        plan.Final.ShouldBe(plan.Entry);
        return plan;
    }
}
