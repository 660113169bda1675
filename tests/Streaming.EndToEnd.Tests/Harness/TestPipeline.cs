using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>A pipeline in the test's process, and ways to wait for it that end.</summary>
public sealed class TestPipeline : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly PipelineHost _host;

    private TestPipeline(PipelineHost host) => _host = host;

    public PipelineHost Host => _host;

    public static async Task<TestPipeline> StartAsync(PipelinePlan plan, string kafka, string postgres, int partitions = 4, string instance = "test", int maxBatchRows = 4096) =>
        new(await PipelineHost.StartAsync(plan, new PipelineSettings
        {
            BootstrapServers = kafka,
            Postgres = postgres,
            Partitions = partitions,
            Instance = instance,
            MaxBatchRows = maxBatchRows,
            SessionTimeout = TimeSpan.FromSeconds(6),
        }));

    /// <summary>Waits until the final stage has committed so many events; fails with the pipeline's fault or at the deadline.</summary>
    public async Task CommittedAsync(long events)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_host.Snapshot()[^1].Accepted < events)
        {
            if (_host.Completion.IsCompleted) await _host.Completion;
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"Only {string.Join(", ", _host.Snapshot().Select(s => $"{s.Stage}: {s.Accepted} accepted, {s.Rejected} rejected, {s.Restarts} restarts"))} of {events} after {Deadline}.");
            await timer.WaitForNextTickAsync();
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
