using Streaming.EndToEnd.Tests.Harness;
using Streaming.EndToEnd.Tests.Models;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Publishing.Sending;
using Streaming.Topology.Plan;
using Streaming.Torture;
using Streaming.Torture.Checking;
using Streaming.Torture.Publishing;
using Streaming.Torture.Scene;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>A run of torture's own topology that nobody has harmed: scored by the rule first, then by two models.</summary>
public sealed class JudgedRun(TestServices services) : IAsyncLifetime
{
    const int Partitions = 3;
    const int EventsOfEach = 400;

    readonly TortureOptions _options = new()
    {
        Faults = 0,
        Seed = 20_261_128,
        Rate = 4000,
        Partitions = Partitions,
        Folder = "",
        Program = [],
    };

    internal Exhibits Exhibits { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var plan = TortureTopology.Load(null, "judged");
        var postgres = await services.NewDatabaseAsync();
        await OutsideTopics.EnsureAsync(new KafkaConnection(services.Kafka), plan.Topology, Partitions);
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        foreach (var seed in (int[])[1, 2])
        {
            await registry.RegisterAsync(
                plan.Topology.Score.Model!,
                ScriptedModels.For([.. plan.Topology.Features.Select(f => f.Name)], seed),
                Description
            );
        }

        using var publisher = new SteadyPublisher(_options, plan.Topology, services.Kafka);
        using var end = new CancellationTokenSource();
        var publishing = Task.CompletedTask;
        await using var store = new LineageStore(postgres);
        await using (
            var pipeline = await TestPipeline.StartAsync(
                plan,
                TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 100),
                registry
            )
        )
        {
            publishing = Task.Run(() => publisher.RunAsync(end.Token));
            await pipeline.CommittedAsync(EventsOfEach);
            foreach (var version in (int[])[1, 2])
            {
                await registry.PromoteAsync(plan.Topology.Score.Model!, version);
                await pipeline.UntilAsync(async () => await ScoredByAsync(store, plan) == version, $"scored by model {version}");
            }

            await end.CancelAsync();
            await publishing;
            await pipeline.UntilAsync(
                async () => Drain.Missing(plan, publisher, await store.ListStreamsAsync(plan.Topology.Name)) is null,
                "everything recorded"
            );
            await pipeline.StopAsync();
        }

        Exhibits = new Exhibits(services.Kafka, postgres, plan, Partitions, publisher.Ledger);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static ModelDescription Description { get; } =
        new()
        {
            Features = [],
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal),
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal),
        };

    static async Task<int> ScoredByAsync(LineageStore store, PipelinePlan plan)
    {
        var last = 0;
        foreach (var stream in await store.ListStreamsAsync(plan.Topology.Name))
            last = Math.Max(last, (await store.ReadTailAsync(stream.Stream))!.Header!.Model?.Version ?? 0);
        return last;
    }
}
