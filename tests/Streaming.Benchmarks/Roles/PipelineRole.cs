using Streaming.Benchmarks.Workloads;
using Streaming.Models;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Metrics;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a pipeline process is to run, and where.</summary>
/// <param name="Snapshots">State is stored with lineage, and restored from what was.</param>
sealed record PipelineTask(Workload Workload, string Kafka, string Postgres, int Partitions, bool Snapshots = true);

/// <summary>What a pipeline process says of itself.</summary>
/// <param name="Stages">Its counters.</param>
/// <param name="AllocatedBytes">By managed code since it started.</param>
/// <param name="CollectorPause">Seconds that the garbage collector held it up.</param>
/// <param name="Collections">By generation.</param>
sealed record PipelineState(
    IReadOnlyList<StageSnapshot> Stages,
    long AllocatedBytes,
    double CollectorPause,
    IReadOnlyList<int> Collections
);

/// <summary>The pipeline as <c>streaming run</c> has it, in a process of its own.</summary>
static class PipelineRole
{
    public static async Task RunAsync(PipelineTask task, RoleConsole console)
    {
        var plan = task.Workload.Compile();
        using var models = new ModelRegistry(task.Postgres, TimeProvider.System);
        await models.EnsureSchemaAsync();
        var settings = new PipelineSettings
        {
            BootstrapServers = task.Kafka,
            Postgres = task.Postgres,
            Partitions = task.Partitions,
        };
        if (!task.Snapshots)
            settings = settings with { SnapshotRows = null };
        await using var pipeline = await PipelineHost.StartAsync(plan, settings, models);
        console.Say(State(pipeline));
        while (true)
        {
            var word = RoleConsole.HearAsync();
            if (await Task.WhenAny(word, pipeline.Completion) == pipeline.Completion)
                await pipeline.Completion;
            if (await word is null)
                break;
            console.Say(State(pipeline));
        }

        await pipeline.StopAsync();
    }

    static PipelineState State(PipelineHost pipeline) =>
        new(
            pipeline.Snapshot(),
            GC.GetTotalAllocatedBytes(),
            GC.GetTotalPauseDuration().TotalSeconds,
            [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)]
        );
}
