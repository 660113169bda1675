using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Tests;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Guarding;

/// <summary>An answer only where it can be given within an error rate: by what was kept with a version when it was trained.</summary>
public sealed class AbstainTests(TestServices services)
{
    const string Model = "unsure";

    /// <summary>The amount tells, but for one of 25.</summary>
    static readonly List<SampleEvent> Events = Sample
        .Events(3000, seed: 83)
        .ConvertAll(e => e with { Bad = e.Amount > 600 ^ int.Parse(e.Id, CultureInfo.InvariantCulture) % 25 == 0 });

    [Fact]
    public async Task A_person_is_asked_where_the_scores_of_held_out_rows_leave_another_answer_possible()
    {
        var plan = Plan("abstaining");
        await using var run = await TrainedMidway.RunAsync(services, plan, Events, first: 2000);
        var (asked, answered) = await CheckAsync(run.Store, run.Registry, plan);
        asked.Count.ShouldBeGreaterThan(50);
        answered.ShouldBeGreaterThan(50);
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Select(p => (Id: p.Headers["event-id"], Guard: JsonNode.Parse(p.Text)!["guard"]))
            .Where(p => (string?)p.Guard?["name"] == "unsure")
            .Select(p => p.Id)
            .Order(StringComparer.Ordinal)
            .ShouldBe(asked.Order(StringComparer.Ordinal));
        await run.ShouldReplayAsync(plan, Events.Count);
    }

    /// <summary>Fails where a guard lets everything through unseen because nothing is known of the version.</summary>
    [Fact]
    public async Task A_version_of_which_nothing_was_kept_is_not_taken_into_use()
    {
        var plan = Plan("abstaining-not");
        var models = new ScriptedVersion(plan);
        using var publisher = await TrainedMidway.PublisherAsync(services, plan);
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), TrainedMidway.Partitions);
        var refused = await Should.ThrowAsync<ModelException>(() => TestPipeline.StartAsync(plan, settings, models));
        refused.Message.ShouldContain("Guard unsure of abstaining-not abstains by what a version scored");
        refused.Message.ShouldContain("unsure version 1");
        refused.Message.ShouldContain("Train a version with this release");
    }

    /// <summary>Holds every decision against the bounds that the registry gives, by the rule of the books.</summary>
    static async Task<(List<string> Asked, int Answered)> CheckAsync(LineageStore store, ModelRegistry registry, PipelinePlan plan)
    {
        var (asked, answered) = (new List<string>(), 0);
        for (var partition = 0; partition < TrainedMidway.Partitions; partition++)
        {
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is not { } rows)
                    continue;
                if (batch.Header.Model is not { } by)
                {
                    Columns.Has(rows, RecordColumns.ChangedBy).ShouldBeFalse("the rule answers always");
                    continue;
                }

                var kept = (await registry.HeldOutAsync(new ModelVersion(by.Name, by.Version, by.Hash), CancellationToken.None))!;
                var bounds = kept.At(50_000);
                for (var row = 0; row < rows.Length; row++)
                {
                    var score = Columns.Float(rows, TableNames.Score)[row];
                    var (mayBeBad, mayBeGood) = (score >= bounds.LowestPositive, score <= bounds.HighestNegative);
                    var block = score >= 0.5;
                    var sure = block ? mayBeBad && !mayBeGood : mayBeGood && !mayBeBad;
                    Columns
                        .Text(rows, TableNames.Decision, row)
                        .ShouldBe(
                            !sure ? "review"
                                : block ? "block"
                                : "pass",
                            $"{score} {bounds}"
                        );
                    if (sure)
                        answered++;
                    else
                        asked.Add(Columns.Text(rows, plan.Topology.Source.Id, row)!);
                }
            }
        }

        return (asked, answered);
    }

    static PipelinePlan Plan(string name)
    {
        var text = Sample
            .Plan(name, score: [$"model: {Model}"])
            .Topology.Text.Replace("block: score >= 0.8", "block: score >= 0.5, review: \"false\"", StringComparison.Ordinal);
        return PlanCompiler.Compile(TopologyLoader.Parse($"{text}\nguards: {{ unsure: {{ abstain: {{ error: 5%, to: review }} }} }}\n"));
    }

    /// <summary>A model for the features of the topology.</summary>
    internal static ModelContent AnyModel(PipelinePlan plan) =>
        PickyModel.Of([.. plan.Topology.Features.Select(f => f.Name)], "amount", 1000);

    sealed class ScriptedVersion(PipelinePlan plan) : IModelSource
    {
        readonly ModelContent _content = AnyModel(plan);

        public Task<ServingModels> ServingAsync(string name, CancellationToken stop) =>
            Task.FromResult(ServingModels.None with { Champion = new ModelVersion(name, 1, _content.Hash) });

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop) => Task.FromResult(_content);
    }
}
