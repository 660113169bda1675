using Streaming.Benchmarks.Workloads;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
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
        await using var process = RoleServices.Compose(task.Kafka, task.Postgres);
        var services = await RoleServices.OpenAsync(process, EmbeddedParts.All);
        await using var pipeline = await services.StartPipelineAsync(
            plan,
            settings => settings with { Partitions = task.Partitions, SnapshotRows = task.Snapshots ? settings.SnapshotRows : null },
            new InferenceOptions(),
            CancellationToken.None
        );
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
