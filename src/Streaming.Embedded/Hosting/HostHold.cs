using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Hosting;

/// <summary>Keeps a lease for as long as a command runs: a host that goes away is replaced.</summary>
sealed class HostHold(HostFinder finder, ILogger log) : IAsyncDisposable
{
    static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stop = new();
    Task _keeping = Task.CompletedTask;

    /// <summary>Takes the first lease.</summary>
    public async Task<Endpoints> TakeAsync(Action<string>? progress, CancellationToken stop)
    {
        var lease = await finder.TakeAsync(progress, stop);
        _keeping = KeepAsync(lease);
        return lease.Endpoints;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        _stop.Dispose();
    }

    async Task KeepAsync(Lease lease)
    {
        var promised = lease.Endpoints;
        try
        {
            while (true)
            {
                await using (lease)
                    await lease.Lost.WaitAsync(_stop.Token);
                HostingLog.HostLost(log);
                lease = await ReplaceAsync();
                if (lease.Endpoints != promised)
                    HostingLog.HostMoved(log);
            }
        }
        catch (OperationCanceledException)
        {
            // The command ends.
        }
    }

    async Task<Lease> ReplaceAsync()
    {
        while (true)
        {
            try
            {
                return await finder.TakeAsync(null, _stop.Token);
            }
            catch (EmbeddedException e)
            {
                HostingLog.HostNotReplaced(log, e.Message);
                await Task.Delay(Again, _stop.Token);
            }
        }
    }
}
