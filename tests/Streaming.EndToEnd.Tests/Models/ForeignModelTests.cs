using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Hosting;
using Streaming.Application.Operations;
using Streaming.Application.PromoteModel;
using Streaming.Application.RegisterModel;
using Streaming.Application.ReplayLineage;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Inference.Tests.Foreign;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Models;

/// <summary>Model files that others wrote, from the file to live scores, and back by replay.</summary>
public sealed class ForeignModelTests(TestServices services)
{
    const int Partitions = 2;
    const int ModelSwapped = 1402;
    const string Name = "foreign";

    static readonly string[] Takes = ["amount", "account_count", "account_mean"];

    static readonly Caller Everybody = new(new Principal("test", new HashSet<Role>(Enum.GetValues<Role>())));

    /// <summary>
    /// Trees behind a ZipMap, then a network that takes four rows at a time and gives a logit: each is registered, promoted, scores as its
    /// arithmetic says, and replays to the same bits; what was recorded before is scored with it as a what-if.
    /// </summary>
    [Fact]
    public async Task A_foreign_file_is_registered_promoted_scores_live_and_replays_the_same()
    {
        var events = Sample.Events(1500, seed: 77);
        var plan = Sample.Plan(Name, score: [$"model: {Name}"]);
        var postgres = await services.NewDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("streaming-foreign-");
        await using var host = new ServiceCollection().AddStreaming(StreamingOptions.At(services.Kafka, postgres)).BuildServiceProvider();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        using var log = new LogWatch();
        var settings = TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 90);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings, registry, log))
        {
            var publication = new SamplePublication(publisher, plan, events, Partitions, 1);
            publication.To(500);
            await pipeline.CommittedAsync(publication.Settled);

            var trees = await RegisterAsync(ForeignModels.LightGbm(), "input", plan.Topology.Text);
            trees.Proof.Source.ShouldBe("lineage");
            trees.Proof.Rows.ShouldBeGreaterThan(100);
            trees.Proof.Sample.ShouldAllBe(r => r.Recorded != null && r.Row.Length == 4);
            trees.IsExplained.ShouldBeTrue();
            await PromoteAsync(trees);
            publication.To(1000);
            await pipeline.CommittedAsync(publication.Settled);

            var text = plan.Topology.Text.Replace($"  model: {Name}", $"  model: {Name}\n  transform: sigmoid", StringComparison.Ordinal);
            var network = await RegisterAsync(ForeignModels.Torch(rows: 4), "onnx::Gemm_0", text);
            (network.Signature.BatchRows, network.Signature.Transform).ShouldBe((4, ScoreTransform.Sigmoid));
            await PromoteAsync(network);
            publication.To(events.Count);
            publication.End();
            await pipeline.CommittedAsync(events.Count);
            await pipeline.StopAsync();
        }

        await using var store = new LineageStore(postgres);
        var rows = await ScoredRowsAsync(store, plan);
        rows.Select(r => r.Version).Distinct().Order().ShouldBe([0, 1, 2]);
        foreach (var (version, features, score) in rows)
        {
            double? expected = version switch
            {
                1 => ForeignModels.Sigmoid(ForeignModels.Leaf(features)),
                2 => ForeignModels.Sigmoid(ForeignModels.Logit(features)),
                _ => null,
            };
            if (expected is { } value)
                ((double)score).ShouldBe(value, 1e-5);
        }

        (await new LineageReplayer(plan, store, registry).RunAsync(new ReplayOptions())).ShouldBe(
            new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null)
        );
        var whatIf = await RunAsync(
            new ReplayLineageOperation(),
            new ReplayLineageRequest
            {
                Topology = Write("topology.yaml", System.Text.Encoding.UTF8.GetBytes(plan.Topology.Text)),
                Model = "1",
            }
        );
        whatIf.WhatIf!.Rows.ShouldBe(events.Count);
        whatIf.Differing.ShouldBe(0);
        folder.Delete(recursive: true);

        Task<RegisteredFile> RegisterAsync(byte[] onnx, string input, string topology) =>
            RunAsync(
                new RegisterModelOperation(),
                new RegisterModelRequest
                {
                    Name = Name,
                    File = Write("model.onnx", onnx),
                    Topology = Write("topology.yaml", System.Text.Encoding.UTF8.GetBytes(topology)),
                    Map = new Dictionary<string, IReadOnlyList<string>> { [input] = Takes },
                }
            );

        async Task PromoteAsync(RegisteredFile file)
        {
            await RunAsync(new PromoteModelOperation(), new PromoteModelRequest(Name, file.Version));
            await log.SeenAsync(ModelSwapped, file.Hash);
        }

        string Write(string file, byte[] bytes)
        {
            var path = Path.Combine(folder.FullName, file);
            File.WriteAllBytes(path, bytes);
            return path;
        }

        Task<TResult> RunAsync<TRequest, TResult>(Operation<TRequest, TResult> operation, TRequest request) =>
            host.GetRequiredService<OperationRunner>().RunAsync(operation, request, Everybody);
    }

    static async Task<List<(int Version, float[] Features, float Score)>> ScoredRowsAsync(LineageStore store, PipelinePlan plan)
    {
        var found = new List<(int, float[], float)>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var stream = new StreamKey(plan.Topology.Name, plan.Final.Name, partition);
            await foreach (var batch in store.ReadAsync(stream, 1, long.MaxValue))
            {
                using var rows = batch.Table(TableNames.Rows);
                for (var row = 0; row < (rows?.Length ?? 0); row++)
                {
                    float[] features = [.. Takes.Select(f => Columns.Float(rows!, f)[row])];
                    found.Add((batch.Header.Model?.Version ?? 0, features, Columns.Float(rows!, TableNames.Score)[row]));
                }
            }
        }

        return found;
    }
}
