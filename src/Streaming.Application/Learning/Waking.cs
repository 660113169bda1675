using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Topology;

namespace Streaming.Application.Learning;

/// <summary>Wakes those who serve learning runs, and is woken. Whoever cannot be, looks each second.</summary>
static class Waking
{
    const string Look = "Those who serve learning runs look once a second.";

    /// <summary>Wakes all who serve the runs of a topology.</summary>
    public static async Task WakeAsync(OperationContext context, StreamingServices services, string topology, CancellationToken stop)
    {
        try
        {
            if (!await (await services.BusAsync(stop)).WakeAsync(topology, stop))
                context.Note($"Nobody could be woken. {Look}");
        }
        catch (StreamingException e) when (e.Kind != FailureKind.Invalid)
        {
            context.Note($"{e.Message} {Look}");
        }
    }

    /// <summary>Has somebody woken when there is something new.</summary>
    public static async Task ListenAsync(OperationContext context, StreamingServices services, Action<string> woken, CancellationToken stop)
    {
        try
        {
            await (await services.BusAsync(stop)).ListenAsync(woken);
        }
        catch (StreamingException e) when (e.Kind != FailureKind.Invalid)
        {
            context.Note($"{e.Message} {Look}");
        }
    }
}
