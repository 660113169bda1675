using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Inference.Serving;
using Streaming.Topology;

namespace Streaming.Pipeline.Hosting;

/// <summary>
/// Asks the registry every second which version is in use. A version that cannot be taken is said once, and the model in
/// use stays.
/// </summary>
internal sealed class ModelWatcher(ModelRefresher refresher, string model, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private string? _complaint;

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await LookAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped with the pipeline.
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await refresher.RefreshAsync(stop);
            _complaint = null;
        }
        catch (Exception e) when (e is StreamingException or NpgsqlException)
        {
            if (e.Message != _complaint) PipelineLog.ModelNotTaken(logger, model, e.Message);
            _complaint = e.Message;
        }
    }
}
