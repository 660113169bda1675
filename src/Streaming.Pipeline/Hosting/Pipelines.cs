using Akka.Actor;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Hosting;

/// <summary>
/// The pipelines of this process, which come and go while it runs; their actors live in one actor system. In a host it is a service, which
/// stops before that of the actors does: commits under way are finished while there are actors to finish them.
/// </summary>
/// <param name="actors">Made when the first pipeline starts, and not before: who never starts one pays nothing for it.</param>
/// <param name="loggers">Where problems are logged.</param>
/// <param name="time">The pipelines' clock.</param>
public sealed class Pipelines(ActorSystem actors, ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly List<PipelineHost> _running = [];

    /// <summary>
    /// Checks everything that can be checked before an offset moves (broker, database, topics, model against features, topology against
    /// lineage), then starts all stages. The caller stops and disposes of what it gets.
    /// </summary>
    /// <param name="plan">What runs.</param>
    /// <param name="settings">Where, and under which name.</param>
    /// <param name="models">Where models come from; null: the rule scores.</param>
    /// <param name="inference">What computes the model; null: the processor.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="StreamingException">Something is not there or does not fit.</exception>
    public async Task<PipelineHost> StartAsync(
        PipelinePlan plan,
        PipelineSettings settings,
        IModelSource? models = null,
        InferenceOptions? inference = null,
        CancellationToken stop = default
    )
    {
        var started = await PipelineHost.StartAsync(
            plan,
            settings,
            actors,
            models,
            inference ?? new InferenceOptions(),
            loggers,
            time,
            stop
        );
        lock (_lock)
        {
            _running.RemoveAll(p => p.Completion.IsCompleted);
            _running.Add(started);
        }

        return started;
    }

    Task IHostedService.StartAsync(CancellationToken stop) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken abandon) => StopAsync().WaitAsync(abandon);

    /// <summary>Stops all that run, each in its own time; their <see cref="PipelineHost.Completion"/> tells what stopped one.</summary>
    public Task StopAsync()
    {
        PipelineHost[] running;
        lock (_lock)
            running = [.. _running];
        return Task.WhenAll(running.Select(StopQuietlyAsync));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await actors.Terminate();
    }

    static async Task StopQuietlyAsync(PipelineHost pipeline) =>
        await pipeline.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
