using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Metrics;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>A pipeline in the test's process, and ways to wait for it that end.</summary>
public sealed class TestPipeline : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes: it only ends what would never end.</summary>
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    readonly PipelineHost _host;

    TestPipeline(PipelineHost host) => _host = host;

    public PipelineHost Host => _host;

    public static PipelineSettings Settings(
        string kafka,
        string postgres,
        int partitions = 4,
        string instance = "test",
        int maxBatchRows = 4096
    ) =>
        new()
        {
            BootstrapServers = kafka,
            Postgres = postgres,
            Partitions = partitions,
            Instance = instance,
            MaxBatchRows = maxBatchRows,
            SessionTimeout = TimeSpan.FromSeconds(6),
        };

    public static Task<TestPipeline> StartAsync(
        PipelinePlan plan,
        string kafka,
        string postgres,
        int partitions = 4,
        string instance = "test",
        int maxBatchRows = 4096,
        IModelSource? models = null
    ) => StartAsync(plan, Settings(kafka, postgres, partitions, instance, maxBatchRows), models);

    public static async Task<TestPipeline> StartAsync(
        PipelinePlan plan,
        PipelineSettings settings,
        IModelSource? models = null,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null
    ) => new(await PipelineHost.StartAsync(plan, settings, models, loggers: loggers, time: time));

    /// <summary>Waits until the final stage has committed so many events; fails with the pipeline's fault or at the deadline.</summary>
    public Task CommittedAsync(long events) => UntilAsync(stages => stages[^1].Accepted >= events, $"{events} events scored");

    /// <summary>Waits until the counters say so; fails with the pipeline's fault or at the deadline.</summary>
    public Task UntilAsync(Func<IReadOnlyList<StageSnapshot>, bool> reached, string what) =>
        UntilAsync(() => Task.FromResult(reached(_host.Snapshot())), what);

    /// <summary>Waits until something is so; fails with the pipeline's fault or at the deadline.</summary>
    public async Task UntilAsync(Func<Task<bool>> reached, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await reached())
        {
            if (_host.Completion.IsCompleted)
                await _host.Completion;
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"Not {what} after {Deadline}: {string.Join(", ", _host.Snapshot().Select(Text))}.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits for the fault that stops the pipeline.</summary>
    public Task<TException> FaultAsync<TException>()
        where TException : Exception => Should.ThrowAsync<TException>(() => _host.Completion.WaitAsync(Deadline));

    public Task StopAsync() => _host.StopAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    static string Text(StageSnapshot stage) =>
        $"{stage.Stage}: {stage.Accepted} accepted, {stage.Rejected} rejected, {stage.Restarts} restarts";
}
