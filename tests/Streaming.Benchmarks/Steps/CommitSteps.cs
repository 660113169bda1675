using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Benchmarks.Services;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>The two halves of a commit, one after the other, against running services with nothing else to do.</summary>
sealed class CommitSteps : IAsyncDisposable
{
    const int BatchesACommit = 8;
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    readonly LineageStore _store;
    readonly Dictionary<string, TransactionalEmitter> _emitters;
    readonly Dictionary<string, IConsumer<Ignore, Ignore>> _groups;

    CommitSteps(LineageStore store, PipelinePlan plan, PipelineSettings settings)
    {
        _store = store;
        _emitters = plan.Stages.ToDictionary(
            s => s.Name,
            s => new TransactionalEmitter(KafkaClients.Producer(settings, s.Group), Timeout, _ => { }),
            StringComparer.Ordinal
        );
        // Members of nothing: only their group's name counts, as for a consumer with partitions of its own choice.
        _groups = plan.Stages.ToDictionary(
            s => s.Name,
            s =>
                new ConsumerBuilder<Ignore, Ignore>(
                    new ConsumerConfig { BootstrapServers = settings.BootstrapServers, GroupId = s.Group }
                ).Build(),
            StringComparer.Ordinal
        );
    }

    public static async Task<CommitSteps> OpenAsync(PipelinePlan plan, BenchmarkServices services, CancellationToken stop)
    {
        var settings = new PipelineSettings
        {
            BootstrapServers = services.Kafka,
            Postgres = services.Postgres,
            Partitions = 1,
        };
        await TopicSetup.EnsureAsync(plan, settings);
        var store = new LineageStore(services.Postgres);
        await store.EnsureSchemaAsync(stop);
        return new CommitSteps(store, plan, settings);
    }

    public async Task RunAsync(OutputCollector outputs, StepClock clock, CancellationToken stop)
    {
        foreach (var stage in outputs.Outputs.GroupBy(o => o.Stage))
        {
            foreach (var (commit, batches) in stage.Select(o => o.Step).Chunk(BatchesACommit).Index())
                await CommitAsync(stage.Key, batches, commit == 0 ? new StepClock() : clock, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var emitter in _emitters.Values)
            emitter.Dispose();
        foreach (var group in _groups.Values)
            group.Dispose();
        await _store.DisposeAsync();
    }

    async Task CommitAsync(StagePlan stage, StageStep[] batches, StepClock clock, CancellationToken stop)
    {
        var rows = batches.Sum(b => TimedRun.Count(b.Recorded));
        var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        await _store.AppendAsync([.. batches.Select(b => b.Lineage)], stop);
        clock.Add(stage.Name, "append", rows, Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes(precise: true) - allocated);

        (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        _emitters[stage.Name]
            .Emit(
                batches.SelectMany(b => b.Outputs),
                EmittedOffsets.After(stage, batches[^1].Lineage.Tail),
                _groups[stage.Name].ConsumerGroupMetadata
            );
        clock.Add(stage.Name, "emit", rows, Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
