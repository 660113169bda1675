using Streaming.Cli.Shell;
using Streaming.Inference.Onnx;
using Streaming.Lineage.Models;
using Streaming.Pipeline;
using Streaming.Pipeline.Hosting;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Services;

/// <summary>A pipeline started by a command, with what it holds on to.</summary>
internal sealed class PipelineLaunch : IAsyncDisposable
{
    readonly InstanceSlot _slot;
    readonly ModelRegistry _registry;

    PipelineLaunch(InstanceSlot slot, ModelRegistry registry, PipelineHost host) => (_slot, _registry, Host) = (slot, registry, host);

    public PipelineHost Host { get; }

    public static async Task<PipelineLaunch> StartAsync(
        CommandContext context, ServiceAccess services, PipelinePlan plan, int partitions, ExecutionProvider provider, CancellationToken stop)
    {
        var slot = InstanceSlot.Take(Path.GetFullPath(context.Connections.Data), plan.Topology.Name);
        ModelRegistry? registry = null;
        try
        {
            registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
            var settings = Settings(services) with { Instance = slot.Name, Partitions = partitions };
            var host = await PipelineHost.StartAsync(plan, settings, registry, new InferenceOptions { Provider = provider }, context.Loggers, context.Time, stop);
            return new PipelineLaunch(slot, registry, host);
        }
        catch
        {
            registry?.Dispose();
            slot.Dispose();
            throw;
        }
    }

    /// <summary>Where a pipeline connects to, before it has a name.</summary>
    public static PipelineSettings Settings(ServiceAccess services) => new()
    {
        BootstrapServers = services.Kafka.BootstrapServers,
        Postgres = services.Postgres,
        KafkaProperties = services.Kafka.Properties,
    };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _registry.Dispose();
        _slot.Dispose();
    }
}
