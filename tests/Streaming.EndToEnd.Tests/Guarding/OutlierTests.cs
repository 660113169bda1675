using System.Text.Json.Nodes;
using Apache.Arrow;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Outliers;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Guarding;

/// <summary>A person is asked about rows that are unlike those which a version was trained on, by what was kept with it.</summary>
public sealed class OutlierTests(TestServices services)
{
    const long Rate = 20_000;
    const int First = 2000;

    /// <summary>Of those that come when the version decides, one of twenty is of ten times the usual amount.</summary>
    static readonly List<SampleEvent> Events =
    [
        .. Sample
            .Events(3000, seed: 85)
            .Select((e, i) => (e with { Bad = e.Amount > 600 }) with { Amount = i > First + 200 && i % 20 == 0 ? 9500 : e.Amount }),
    ];

    [Fact]
    public async Task A_person_is_asked_about_rows_that_are_unlike_those_that_the_version_was_trained_on()
    {
        var plan = Plan("outliers");
        await using var run = await TrainedMidway.RunAsync(services, plan, Events, First);
        var (decided, asked) = await CheckAsync(run, plan);
        decided.ShouldBeGreaterThan(500);
        var planted = Events.Where(e => e.Amount == 9500).Select(e => e.Id).ToList();
        planted.Count(asked.ContainsKey).ShouldBeGreaterThan(planted.Count * 8 / 10);
        // At most 2 % in the long run of those that come before: afterwards what was planted sticks to the means of accounts.
        Events.Take(First + 200).Count(e => asked.ContainsKey(e.Id)).ShouldBeLessThan(30);
        TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .Where(p => (string?)JsonNode.Parse(p.Text)!["guard"]?["name"] == "strange")
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(asked.Keys.Order(StringComparer.Ordinal));

        var (id, score) = asked.First();
        (await run.Store.RecordsAsync(plan.Topology.Name, id))
            .ShouldHaveSingleItem()
            .Guarded.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                g => (g.Name, g.Limited, g.Trip).ShouldBe(("strange", null, null)),
                g => g.Isolation.ShouldBe(score),
                g => score.ShouldBeGreaterThan(0.5f)
            );
        await run.ShouldReplayAsync(plan, Events.Count);
    }

    /// <summary>Fails where a guard lets everything through unseen because nothing is known of the version.</summary>
    [Fact]
    public async Task A_version_of_which_nothing_was_kept_or_too_little_is_not_taken_into_use()
    {
        var plan = Plan("outliers-not");
        using var publisher = await TrainedMidway.PublisherAsync(services, plan);
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), TrainedMidway.Partitions);
        var nothing = await Should.ThrowAsync<ModelException>(() =>
            TestPipeline.StartAsync(plan, settings, new ScriptedVersion(plan, kept: null))
        );
        nothing.Message.ShouldContain("Guard strange of outliers-not finds outliers by the rows that a version was trained on");
        nothing.Message.ShouldContain("Train a version with this release");

        var features = plan.Topology.Features.Count;
        var forest = new IsolationForest(features, 2, [IsolationNode.LeafOf(1)], [0]);
        var little = await Should.ThrowAsync<ModelException>(() =>
            TestPipeline.StartAsync(plan, settings, new ScriptedVersion(plan, IsolationReference.Of(forest, new float[48 * features])))
        );
        little.Message.ShouldContain("takes 2% of rows for outliers, which needs 49 rows");
        little.Message.ShouldContain("was judged on 48. Write a greater `rate`");
    }

    /// <summary>Holds every decision against the forest that the registry gives, row by row.</summary>
    static async Task<(int Decided, Dictionary<string, float> Asked)> CheckAsync(TrainedMidway run, PipelinePlan plan)
    {
        var (decided, asked) = (0, new Dictionary<string, float>(StringComparer.Ordinal));
        string[] features = [.. plan.Topology.Features.Select(f => f.Name)];
        for (var partition = 0; partition < TrainedMidway.Partitions; partition++)
        {
            var stream = new StreamKey(plan.Topology.Name, plan.Final.Name, partition);
            await foreach (var batch in run.Store.ReadAsync(stream, 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is not { } rows)
                    continue;
                if (batch.Header.Model is not { } by)
                {
                    Columns.Has(rows, RecordColumns.ChangedBy).ShouldBeFalse("the rule was trained on nothing");
                    continue;
                }

                var kept = (await run.Registry.IsolationAsync(new ModelVersion(by.Name, by.Version, by.Hash), CancellationToken.None))!;
                var (row, length) = (new float[features.Length], new float[1]);
                var matrix = new float[rows.Length * features.Length];
                FeatureMatrix.Fill(rows, features, matrix);
                for (var i = 0; i < rows.Length; i++)
                {
                    decided++;
                    matrix.AsSpan(i * features.Length, features.Length).CopyTo(row);
                    kept.Forest.Lengths(row, length);
                    var strange = length[0] < kept.ShortestAt(Rate);
                    (Columns.Text(rows, TableNames.Decision, i) == "review").ShouldBe(strange);
                    if (!strange)
                        continue;
                    var scores = (FloatArray)rows.Column(Columns.FeatureIndexOf(rows.Schema, RecordColumns.Isolation));
                    scores.GetValue(i).ShouldBe(kept.Forest.ScoreOf(length[0]));
                    asked.Add(Columns.Text(rows, plan.Topology.Source.Id, i)!, scores.GetValue(i)!.Value);
                }
            }
        }

        return (decided, asked);
    }

    static PipelinePlan Plan(string name)
    {
        var text = Sample
            .Plan(name, score: ["model: strange"])
            .Topology.Text.Replace("block: score >= 0.8", "block: score >= 0.5, review: \"false\"", StringComparison.Ordinal);
        return PlanCompiler.Compile(TopologyLoader.Parse($"{text}\nguards: {{ strange: {{ outlier: {{ rate: 2%, to: review }} }} }}\n"));
    }

    sealed class ScriptedVersion(PipelinePlan plan, IsolationReference? kept) : IModelSource
    {
        readonly ModelContent _content = AbstainTests.AnyModel(plan);

        public Task<ServingModels> ServingAsync(string name, CancellationToken stop) =>
            Task.FromResult(ServingModels.None with { Champion = new ModelVersion(name, 1, _content.Hash) });

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop) => Task.FromResult(_content);

        public Task<IsolationReference?> IsolationAsync(ModelVersion version, CancellationToken stop) => Task.FromResult(kept);
    }
}
