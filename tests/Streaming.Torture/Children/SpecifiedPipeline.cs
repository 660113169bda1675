using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.Hosting;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Topology.Plan;

namespace Streaming.Torture.Children;

/// <summary>A pipeline composed as <c>streaming run</c> composes one, with everything given.</summary>
sealed class SpecifiedPipeline : IAsyncDisposable
{
    readonly ServiceProvider _process;

    SpecifiedPipeline(ServiceProvider process, PipelineHost host) => (_process, Host) = (process, host);

    public PipelineHost Host { get; }

    /// <exception cref="Streaming.Topology.StreamingException">It cannot start.</exception>
    public static async Task<SpecifiedPipeline> StartAsync(
        PipelinePlan plan,
        PipelineSpec spec,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null,
        CancellationToken stop = default
    )
    {
        var process = new ServiceCollection()
            .AddSingleton(loggers ?? NullLoggerFactory.Instance)
            .AddSingleton(time ?? TimeProvider.System)
            .AddStreaming(StreamingOptions.At(spec.Kafka, spec.Postgres))
            .BuildServiceProvider();
        try
        {
            var services = process.GetRequiredService<StreamingServices>();
            await services.OpenAsync(EmbeddedParts.All, _ => { }, stop);
            return new SpecifiedPipeline(
                process,
                await services.StartPipelineAsync(plan, settings => Settings(settings, spec), new InferenceOptions(), stop)
            );
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public static PipelineSettings Settings(PipelineSpec spec) =>
        Settings(new PipelineSettings { BootstrapServers = spec.Kafka, Postgres = spec.Postgres }, spec);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _process.DisposeAsync();
    }

    static PipelineSettings Settings(PipelineSettings settings, PipelineSpec spec) =>
        settings with
        {
            Instance = spec.Instance,
            Partitions = spec.Partitions,
            MaxBatchRows = spec.MaxBatchRows,
            SessionTimeout = spec.SessionTimeout,
            TransactionTimeout = spec.TransactionTimeout,
            // Often enough that restarts begin from snapshots of every age.
            SnapshotRows = 4 * spec.MaxBatchRows,
        };
}
