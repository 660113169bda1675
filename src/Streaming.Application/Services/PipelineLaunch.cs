using Streaming.Embedded.Hosting;
using Streaming.Inference.Onnx;
using Streaming.Pipeline.Hosting;
using Streaming.Topology.Plan;

namespace Streaming.Application.Services;

/// <summary>A pipeline that an operation has started, with what it holds on to.</summary>
sealed class PipelineLaunch : IAsyncDisposable
{
    readonly InstanceSlot _slot;

    PipelineLaunch(InstanceSlot slot, PipelineHost host) => (_slot, Host) = (slot, host);

    public PipelineHost Host { get; }

    public static async Task<PipelineLaunch> StartAsync(
        StreamingServices services,
        PipelinePlan plan,
        int partitions,
        ExecutionProvider provider,
        CancellationToken stop
    )
    {
        var slot = InstanceSlot.Take(Path.GetFullPath(services.Connections.Data), plan.Topology.Name);
        try
        {
            var host = await services.StartPipelineAsync(
                plan,
                settings => settings with { Instance = slot.Name, Partitions = partitions },
                new InferenceOptions { Provider = provider },
                stop
            );
            return new PipelineLaunch(slot, host);
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _slot.Dispose();
    }
}
