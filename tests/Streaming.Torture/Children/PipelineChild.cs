using Microsoft.Extensions.Logging;

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
        await using var pipeline = await SpecifiedPipeline.StartAsync(plan, spec, loggers, clock, stop);
        var host = pipeline.Host;
        Lifeline.SayReady(spec.Instance);
        await Task.WhenAny(host.Completion, Task.Delay(Timeout.Infinite, stop));
        await host.StopAsync();
    }
}
