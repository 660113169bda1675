using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.Hosting;
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

    readonly ServiceProvider _process;
    readonly PipelineHost _host;

    TestPipeline(ServiceProvider process, PipelineHost host) => (_process, _host) = (process, host);

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
    )
    {
        var process = new ServiceCollection()
            .AddSingleton(loggers ?? NullLoggerFactory.Instance)
            .AddSingleton(time ?? TimeProvider.System)
            .AddStreaming(StreamingOptions.At(settings.BootstrapServers, settings.Postgres))
            .BuildServiceProvider();
        try
        {
            return new TestPipeline(process, await process.GetRequiredService<Pipelines>().StartAsync(plan, settings, models));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the final stage has committed so many events; fails with the pipeline's fault or at the deadline.</summary>
    public Task CommittedAsync(long events) => UntilAsync(stages => stages[^1].Accepted >= events, $"{events} events scored");

    /// <summary>Waits until the counters say so; fails with the pipeline's fault or at the deadline.</summary>
    public Task UntilAsync(Func<IReadOnlyList<StageSnapshot>, bool> reached, string what) => UntilAsync(_host, reached, what);

    /// <summary>Waits until something is so; fails with the pipeline's fault or at the deadline.</summary>
    public Task UntilAsync(Func<Task<bool>> reached, string what) => UntilAsync(_host, reached, what);

    /// <summary>The same of any pipeline of this process.</summary>
    public static Task UntilAsync(PipelineHost pipeline, Func<IReadOnlyList<StageSnapshot>, bool> reached, string what) =>
        UntilAsync(pipeline, () => Task.FromResult(reached(pipeline.Snapshot())), what);

    static async Task UntilAsync(PipelineHost pipeline, Func<Task<bool>> reached, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await reached())
        {
            if (pipeline.Completion.IsCompleted)
                await pipeline.Completion;
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"Not {what} after {Deadline}: {string.Join(", ", pipeline.Snapshot().Select(Text))}.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits for the fault that stops the pipeline.</summary>
    public Task<TException> FaultAsync<TException>()
        where TException : Exception => Should.ThrowAsync<TException>(() => _host.Completion.WaitAsync(Deadline));

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _process.DisposeAsync();
    }

    static string Text(StageSnapshot stage) =>
        $"{stage.Stage}: {stage.Accepted} accepted, {stage.Rejected} rejected, {stage.Restarts} restarts";
}
