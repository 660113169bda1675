using Microsoft.Extensions.Logging;
using Streaming.Inference.Serving;

namespace Streaming.Pipeline.Hosting;

/// <summary>
/// Asks the registry every second which version is in use. A version that cannot be taken is said once, and the model in
/// use stays.
/// </summary>
sealed class ModelWatcher(ModelRefresher refresher, string model, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    string? _complaint;

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await LookAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Stopped with the pipeline.
        }
    }

    async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await refresher.RefreshAsync(stop);
            _complaint = null;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Whatever it is, a new model that cannot be had is no reason to stop scoring with the one there is.
            if (e.Message != _complaint)
                PipelineLog.ModelNotTaken(logger, model, e.Message);
            _complaint = e.Message;
        }
    }
}
