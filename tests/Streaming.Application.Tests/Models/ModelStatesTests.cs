using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.CanaryModel;
using Streaming.Application.DiffModels;
using Streaming.Application.ListModels;
using Streaming.Application.Operations;
using Streaming.Application.PromoteModel;
using Streaming.Application.RejectModel;
using Streaming.Application.RollBackModel;
using Streaming.Application.ShadowModel;
using Streaming.Application.ShowModel;
using Streaming.Application.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Models;
using Streaming.Models.Datasets;
using Streaming.Models.References;
using Streaming.Topology;

namespace Streaming.Application.Tests.Models;

/// <summary>Versions that are tried, promoted and taken back, by people.</summary>
public sealed class ModelStatesTests(DatabaseFixture database)
{
    static readonly Principal Ada = new("ada", new HashSet<Role> { Role.Modeller, Role.Viewer });

    [Fact]
    public async Task A_version_is_tried_promoted_and_taken_back_with_who_and_why()
    {
        await using var host = await HostAsync();
        await RunAsync(host, new PromoteModelOperation(), new PromoteModelRequest("shop", 1), "the first");

        (await RunAsync(host, new ShadowModelOperation(), new ShadowModelRequest("shop", 2), "retrained")).StateWord.ShouldBe("shadow");
        (await RunAsync(host, new CanaryModelOperation(), new CanaryModelRequest("shop", 2, 0.05), "as good")).StateWord.ShouldBe("canary");
        await RunAsync(host, new PromoteModelOperation(), new PromoteModelRequest("shop", 2), "better");
        await RunAsync(host, new RollBackModelOperation(), new RollBackModelRequest("shop"), "twice the alerts");

        var shown = await RunAsync(host, new ShowModelOperation(), new ShowModelRequest("shop", 2));
        shown
            .History.Select(s => $"{s.State}: {s.By}, {s.Reason}")
            .ShouldBe([
                "registered: , ",
                "shadow: ada, retrained",
                "canary: ada, as good",
                "champion: ada, better",
                "rolled back: ada, twice the alerts",
            ]);
        var json = JsonSerializer.SerializeToElement(
            await RunAsync(host, new ListModelsOperation(), new ListModelsRequest()),
            ResultJson.OneLine
        );
        json.EnumerateArray().Select(m => m.GetProperty("state").GetString()).ShouldBe(["champion", "rolled back"]);
        json[1].GetProperty("history")[2].GetProperty("share").GetDouble().ShouldBe(0.05);
    }

    [Fact]
    public async Task What_ends_a_version_takes_a_reason()
    {
        await using var host = await HostAsync();
        foreach (
            var ending in (Func<Task>[])
                [
                    () => RunAsync(host, new RejectModelOperation(), new RejectModelRequest("shop", 1)),
                    () => RunAsync(host, new RollBackModelOperation(), new RollBackModelRequest("shop")),
                ]
        )
        {
            var refused = await Should.ThrowAsync<StreamingException>(ending);
            refused.Message.ShouldEndWith("is on record for good, and so is its reason: say why.");
            refused.Cure.ShouldBe(Cure.SayWhy);
        }

        (await RunAsync(host, new RejectModelOperation(), new RejectModelRequest("shop", 1), "too slow")).State.By.Reason.ShouldBe(
            "too slow"
        );
    }

    [Fact]
    public async Task Two_versions_are_compared_in_all_that_is_known_of_them()
    {
        await using var host = await HostAsync();

        var difference = await RunAsync(host, new DiffModelsOperation(), new DiffModelsRequest("shop", 1, 2));

        (difference.SameBytes, difference.Reordered).ShouldBe((false, false));
        difference.AddedFeatures.ShouldBe(["c"]);
        difference.RemovedFeatures.ShouldBe(["a"]);
        difference.Parameters.ShouldBe([new DifferentText("trees", "100", "50"), new DifferentText("depth", null, "3")]);
        difference.Metrics.ShouldBe([new ComparedMetric("auc", 0.5, 0.75, 0.25), new ComparedMetric("brier", null, 0.1, null)]);
        difference.Origin.ShouldBe([
            new DifferentText("rows trained on", "1,000, 10 positive", "2,000, 10 positive"),
            new DifferentText("lineage", "shop/score/0 1 to 7", "shop/score/0 1 to 9"),
            new DifferentText("dataset", "abc", "def"),
            new DifferentText("champion at the time", null, "v1"),
        ]);
        difference.Distributions.ShouldBe([
            // Missing values lie below all others.
            new ComparedDistribution("b", new(0, 1, 2, 4), new(0.5, 5, 5, 6), 0.5),
            new ComparedDistribution("c", null, new(0, 7, 8, 9), null),
            new ComparedDistribution("score", new(0, 0, 0.25, 0.5), new(0, 0, 0.25, 0.5), 0),
            new ComparedDistribution("a", new(0, 1, 1, 1), null, null),
        ]);
        var same = await RunAsync(host, new DiffModelsOperation(), new DiffModelsRequest("shop", 2, 2));
        (same.SameBytes, same.Parameters.Count, same.Origin.Count).ShouldBe((true, 0, 0));
        (
            await Should.ThrowAsync<StreamingException>(() =>
                RunAsync(host, new DiffModelsOperation(), new DiffModelsRequest("shop", 1, 3))
            )
        ).Kind.ShouldBe(FailureKind.Missing);
    }

    static Task<TResult> RunAsync<TRequest, TResult>(
        ServiceProvider host,
        Operation<TRequest, TResult> operation,
        TRequest request,
        string? why = null
    ) => host.GetRequiredService<OperationRunner>().RunAsync(operation, request, new Caller(Ada, why));

    async Task<ServiceProvider> HostAsync()
    {
        var postgres = await database.NewAsync();
        using (var registry = new ModelRegistry(postgres, TimeProvider.System))
        {
            await registry.EnsureSchemaAsync();
            var first = Description(["a", "b"], 1000, 7, ("auc", 0.5));
            var before = DriftReference.Of(first.Features, [1, 1, 1, 2, 1, 3, 1, 4], Scores);
            await registry.RegisterAsync("shop", ModelContent.FromBytes([1]), await KeptAsync(registry, first, before));
            var second = Description(["b", "c"], 2000, 9, ("auc", 0.75), ("brier", 0.1));
            var after = DriftReference.Of(second.Features, [5, 7, 6, 8, float.NaN, 9, float.NaN, 9], Scores);
            await registry.RegisterAsync(
                "shop",
                ModelContent.FromBytes([2]),
                await KeptAsync(registry, second, after) with
                {
                    Parameters = new Dictionary<string, string> { ["trees"] = "50", ["depth"] = "3" },
                }
            );
        }

        return DatabaseFixture.Host(postgres);
    }

    static readonly float[] Scores = [0, 0.25f, 0.25f, 0.5f];

    static async Task<ModelDescription> KeptAsync(ModelRegistry registry, ModelDescription description, DriftReference reference) =>
        description with
        {
            Training = description.Training! with { Reference = await registry.KeepAsync(reference.ToBytes(), CancellationToken.None) },
        };

    static ModelDescription Description(string[] features, int rows, long batches, params (string Name, double Value)[] metrics) =>
        new()
        {
            Features = features,
            Metrics = metrics.ToDictionary(m => m.Name, m => m.Value),
            Parameters = new Dictionary<string, string> { ["trees"] = "100" },
            Training = new TrainingFacts(
                "9.9",
                rows == 1000 ? null : 1,
                new TrainingDataset(rows == 1000 ? "abc" : "def", Timestamp.Beginning, Timestamp.End, "")
            ),
            Origin = new TrainingOrigin
            {
                Topology = "shop",
                Ranges = [new LineageRange("shop/score/0", 1, batches)],
                TrainFrom = new Timestamp(1),
                TrainTo = new Timestamp(2),
                TrainRows = rows,
                TrainPositives = 10,
                TestFrom = new Timestamp(3),
                TestTo = new Timestamp(4),
                TestRows = 10,
                TestPositives = 1,
            },
        };
}
