using System.Diagnostics;
using Streaming.Benchmarks.Workloads;
using Streaming.Embedded.Hosting;
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
    /// <summary>A replay asks nobody.</summary>
    const string NoKafka = "none:1";

    public static async Task RunAsync(ReplayTask task, RoleConsole console)
    {
        var plan = task.Workload.Compile();
        await using var process = RoleServices.Compose(NoKafka, task.Postgres);
        var services = await RoleServices.OpenAsync(process, EmbeddedParts.Postgres);
        var models = await services.ModelsAsync(CancellationToken.None);
        var store = await services.LineageAsync(CancellationToken.None);
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
