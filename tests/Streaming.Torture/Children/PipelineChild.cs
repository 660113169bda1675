using Microsoft.Extensions.Logging;
using Streaming.Application.Services;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;

namespace Streaming.Torture.Children;

/// <summary>A pipeline in a process of its own: what <c>streaming run</c> does, with everything given.</summary>
static class PipelineChild
{
    /// <exception cref="Streaming.Topology.StreamingException">It cannot start, or cannot go on.</exception>
    public static async Task RunAsync(PipelineSpec spec, ILoggerFactory loggers, CancellationToken stop)
    {
        var plan = TortureTopology.Load(spec.Topology, spec.Name);
        var clock = new ShiftedClock(spec.ClockShift);
        Lifeline.Heard = clock.Hear;
        using var models = await LineageAccess.OpenModelsAsync(spec.Postgres, clock, stop);
        await using var host = await PipelineHost.StartAsync(plan, Settings(spec), models, loggers: loggers, time: clock, stop: stop);
        Lifeline.SayReady(spec.Instance);
        await Task.WhenAny(host.Completion, Task.Delay(Timeout.Infinite, stop));
        await host.StopAsync();
    }

    public static PipelineSettings Settings(PipelineSpec spec) =>
        new()
        {
            BootstrapServers = spec.Kafka,
            Postgres = spec.Postgres,
            Instance = spec.Instance,
            Partitions = spec.Partitions,
            MaxBatchRows = spec.MaxBatchRows,
            SessionTimeout = spec.SessionTimeout,
            TransactionTimeout = spec.TransactionTimeout,
            // Often enough that restarts begin from snapshots of every age.
            SnapshotRows = 4 * spec.MaxBatchRows,
        };
}
