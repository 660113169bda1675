using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Learning.Data;
using Streaming.Learning.Trials;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>
/// A shadow beside the rule, then a champion with a canary and a shadow across a restart, then the canary as the champion: every event is
/// predicted once by who lineage says decided, and all of it replays.
/// </summary>
public sealed class TriedModelsTests(TestServices services)
{
    const int Partitions = 3;
    const int ModelSwapped = 1402;
    const int Challenges = 1403;
    const string Model = "tried";

    [Fact]
    public async Task Shadows_and_canaries_come_and_go_and_lineage_and_predictions_agree_on_who_decided()
    {
        var events = Sample.Events(3000, seed: 77);
        var plan = Sample.Plan("tried-models", score: [$"model: {Model}"]);
        string[] features = [.. plan.Topology.Features.Select(f => f.Name)];
        var models = new ScriptedModels(Model);
        var versions = Enumerable.Range(1, 3).Select(v => models.Add(v, ScriptedModels.For(features, seed: v))).ToArray();
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 64);
        var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
        var both = new ServingModels(versions[0], versions[1], 0.5, [versions[2]]);
        long before;
        using (var log = new LogWatch())
        {
            models.Serve(new ServingModels(null, null, 0, [versions[0]]));
            await using var pipeline = await TestPipeline.StartAsync(plan, settings, models, log);
            publication.To(600);
            await pipeline.CommittedAsync(publication.Settled);
            models.Serve(both);
            await log.SeenAsync(ModelSwapped, "version 1");
            publication.To(1500);
            await pipeline.CommittedAsync(publication.Settled);
            await pipeline.StopAsync();
            before = pipeline.Host.Snapshot()[^1].Accepted;
        }

        using (var log = new LogWatch())
        {
            await using var pipeline = await TestPipeline.StartAsync(plan, settings, models, log);
            publication.To(2300);
            await pipeline.CommittedAsync(publication.Settled - before);
            models.Serve(ServingModels.Only(versions[1]));
            await log.SeenAsync(ModelSwapped, "version 2");
            publication.To(events.Count);
            publication.End();
            await pipeline.CommittedAsync(events.Count - before);
            await pipeline.StopAsync();
            log.Of(Challenges).Count.ShouldBe(2);
        }

        await using var store = new LineageStore(postgres);
        var rows = await RowsAsync(store, plan);
        CheckPredictions(plan, rows);
        rows.Select(r => r.Decider).Distinct().Order(StringComparer.Ordinal).ShouldBe(["rule", $"{Model}/1", $"{Model}/2"]);
        rows.Where(r => r.Tried).GroupBy(r => r.Account).ShouldAllBe(account => account.Select(r => r.Decider).Distinct().Count() == 1);

        var report = await new LineageReplayer(plan, store, models).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));

        var canary = await TrialAsync(store, plan, 2);
        (canary.Incumbent.Version, canary.Challenger.Role).ShouldBe((1, ModelRole.Canary));
        (canary.Rows, canary.Decided, canary.Missed).ShouldBe(
            (rows.Count(r => r.Tried), rows.Count(r => r.Tried && r.Decider == $"{Model}/2"), 0)
        );
        var shadow = await TrialAsync(store, plan, 3);
        (shadow.Challenger.Role, shadow.Rows, shadow.Decided).ShouldBe((ModelRole.Shadow, rows.Count(r => r.Tried), 0));
        shadow.Quality!.Labelled.ShouldBe(rows.Count(r => r.Tried));
        (await TrialAsync(store, plan, 1)).Incumbent.Role.ShouldBe(ModelRole.Rule);
        (await Should.ThrowAsync<Streaming.Topology.StreamingException>(() => TrialAsync(store, plan, 9))).Message.ShouldContain(
            "was not tried on any row"
        );
        await CheckLookupAsync(store, plan, rows.First(r => r.Tried && r.Decider == $"{Model}/2"));
    }

    sealed record ScoredRow(string Id, string Account, string Decider, bool Tried);

    static async Task<List<ScoredRow>> RowsAsync(LineageStore store, PipelinePlan plan)
    {
        var rows = new List<ScoredRow>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is not { } table)
                    continue;
                var scoredBy = batch.Header.ScoredBy;
                for (var row = 0; row < table.Length; row++)
                {
                    var place = Columns.Has(table, RecordColumns.DecidedBy) ? Columns.UInt8(table, RecordColumns.DecidedBy)[row] : 0;
                    rows.Add(
                        new ScoredRow(
                            Columns.Text(table, plan.Topology.Source.Id, row)!,
                            Columns.Text(table, plan.Topology.Source.Key, row)!,
                            scoredBy.Count == 0 || scoredBy[place].Role == ModelRole.Rule ? "rule" : $"{Model}/{scoredBy[place].Version}",
                            scoredBy.Count == 3
                        )
                    );
                }
            }
        }

        return rows;
    }

    void CheckPredictions(PipelinePlan plan, List<ScoredRow> rows) =>
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Select(p => (p.Headers["event-id"], p.Headers["model-version"]))
            .Order()
            .ShouldBe(rows.Select(r => (r.Id, r.Decider)).Order());

    static Task<TrialReport> TrialAsync(LineageStore store, PipelinePlan plan, int version) =>
        new TrialReader(store).ReadAsync(
            plan,
            version,
            new TimeRange(Timestamp.Beginning, Timestamp.End),
            new TrialRule(),
            Timestamp.Beginning
        );

    static async Task CheckLookupAsync(LineageStore store, PipelinePlan plan, ScoredRow row)
    {
        var record = (await store.RecordsAsync(plan.Topology.Name, row.Id)).ShouldHaveSingleItem();
        record.DecidedBy!.Version.ShouldBe(2);
        record.OtherScores.Select(o => (o.By.Role, o.By.Version)).ShouldBe([(ModelRole.Champion, 1), (ModelRole.Shadow, 3)]);
    }
}
