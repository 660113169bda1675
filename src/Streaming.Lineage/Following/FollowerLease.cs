using System.Globalization;
using Streaming.Store;
using Streaming.Topology;

namespace Streaming.Lineage.Following;

/// <summary>
/// The right of one process to be a follower, renewed while it works. It keeps others waiting, no more: what keeps them from handling a
/// batch twice is that a position is saved under the lease's number.
/// </summary>
sealed class FollowerLease : IAsyncDisposable
{
    /// <summary>How often it is renewed before it would end.</summary>
    const int Renewals = 3;

    readonly FollowerTables _tables;
    readonly FollowerOptions _options;
    readonly CancellationTokenSource _over;
    readonly Task _renewing;

    FollowerLease(FollowerTables tables, FollowerOptions options, long fence, CancellationToken stop)
    {
        (_tables, _options, Fence) = (tables, options, fence);
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _renewing = RenewAsync();
    }

    public long Fence { get; }

    /// <summary>Cancelled when another process has taken it, or by who waited for it.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Waits until no other process has it.</summary>
    public static async Task<FollowerLease> WaitAsync(FollowerTables tables, FollowerOptions options, CancellationToken stop)
    {
        var owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");
        while (true)
        {
            if (await tables.TryTakeAsync(owner, options.Lease, stop) is { } fence)
                return new FollowerLease(tables, options, fence, stop);
            await Task.Delay(options.PollInterval, options.Time, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _renewing;
        try
        {
            await _tables.ReleaseAsync(Fence, CancellationToken.None);
        }
        catch (StreamingException)
        {
            // It ends by itself.
        }

        _over.Dispose();
    }

    async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_options.Lease / Renewals, _options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                if (!await TryRenewAsync())
                    await _over.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Given back, or taken.
        }
    }

    async Task<bool> TryRenewAsync()
    {
        try
        {
            return await _tables.RenewAsync(Fence, _options.Lease, _over.Token);
        }
        catch (StoreUnavailableException)
        {
            // The next time, perhaps; who saves a position finds out.
            return true;
        }
    }
}
