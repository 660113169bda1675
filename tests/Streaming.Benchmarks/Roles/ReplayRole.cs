using System.Diagnostics;
using Streaming.Benchmarks.Workloads;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a replay process is to replay, and how many stage partitions at a time; null: one a processor.</summary>
sealed record ReplayTask(Workload Workload, string Postgres, int? Parallelism = null);

/// <summary>What came of one replay.</summary>
sealed record ReplayResult(long Compared, long Identical, double Seconds, long AllocatedBytes, double CollectorPause);

/// <summary>The replay as <c>streaming replay</c> has it, in a process of its own: one pass over all that is recorded at each
/// word.</summary>
static class ReplayRole
{
    public static async Task RunAsync(ReplayTask task, RoleConsole console)
    {
        var plan = task.Workload.Compile();
        using var models = new ModelRegistry(task.Postgres, TimeProvider.System);
        await models.EnsureSchemaAsync();
        await using var store = new LineageStore(task.Postgres);
        console.Say(true);
        while (await RoleConsole.HearAsync() is not null)
        {
            var (start, allocated, paused) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
            var options = task.Parallelism is { } parallelism ? new ReplayOptions { Parallelism = parallelism } : new ReplayOptions();
            var report = await new LineageReplayer(plan, store, models).RunAsync(options);
            console.Say(
                new ReplayResult(
                    report.Compared,
                    report.Identical,
                    Stopwatch.GetElapsedTime(start).TotalSeconds,
                    GC.GetTotalAllocatedBytes() - allocated,
                    (GC.GetTotalPauseDuration() - paused).TotalSeconds
                )
            );
        }
    }
}
