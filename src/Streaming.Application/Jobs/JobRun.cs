using Streaming.Application.Operations;
using Streaming.Store;
using Streaming.Store.Jobs;

namespace Streaming.Application.Jobs;

/// <summary>One job in this process, from the lease to its end.</summary>
/// <param name="lease">The right to work on it.</param>
/// <param name="settings">How often it is heard of.</param>
/// <param name="time">The clock that beats go by.</param>
/// <param name="further">Told how it goes too; null: nobody.</param>
sealed class JobRun(JobLease lease, JobSettings settings, TimeProvider time, IProgress<OperationProgress>? further)
{
    readonly JobProgressGatherer _progress = new(further);
    bool _lost;
    bool _cancelled;

    /// <summary>Works on it. When it is stopped, the job goes back to those that wait, or ends where it may run only once.</summary>
    /// <param name="work">Does what the request says, and returns the result.</param>
    /// <param name="stop">This host stops.</param>
    public async Task RunAsync(Func<IProgress<OperationProgress>, CancellationToken, Task<string>> work, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var beats = new CancellationTokenSource();
        var beating = BeatAsync(over, beats.Token);
        try
        {
            await EndAsync(await ResultAsync(work, over.Token), stop);
        }
        finally
        {
            await beats.CancelAsync();
            await beating;
        }
    }

    async Task<(string? Result, Exception? Fault)> ResultAsync(
        Func<IProgress<OperationProgress>, CancellationToken, Task<string>> work,
        CancellationToken stop
    )
    {
        try
        {
            var result = await work(_progress, stop);
            return result.Length <= JobStore.LongestResult ? (result, null) : (null, TooLong(result.Length));
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }

    Task EndAsync((string? Result, Exception? Fault) end, CancellationToken stop) =>
        TryAsync(
            end switch
            {
                _ when _lost => null,
                // A result that is there counts, whoever wanted it to stop meanwhile.
                ({ } result, _) => ct => lease.DoneAsync(result, ct),
                (_, OperationCanceledException) when _cancelled => ct => lease.EndAsync(JobOutcome.Cancelled, null, ct),
                (_, OperationCanceledException) when stop.IsCancellationRequested => lease.Job.Asked.Repeats
                    ? lease.ReleaseAsync
                    : ct => lease.EndAsync(JobOutcome.Interrupted, Interrupted, ct),
                (_, var fault) => ct => lease.EndAsync(JobOutcome.Failed, FaultOf(fault!), ct),
            }
        );

    /// <summary>Tries for as long as nobody else can have the job; then it is theirs.</summary>
    async Task TryAsync(Func<CancellationToken, Task<bool>>? write)
    {
        if (write is null)
            return;
        using var patience = new CancellationTokenSource(settings.Lease, time);
        while (!patience.IsCancellationRequested)
        {
            try
            {
                await write(patience.Token);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(settings.Beat, time, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // Out of patience.
            }
        }
    }

    async Task BeatAsync(CancellationTokenSource over, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(settings.Beat, time);
        var heard = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (await HeardAsync(stop))
                    heard = time.GetTimestamp();
                // Who has not been heard for that long may have been followed by another, or wakes from a long sleep.
                _lost |= time.GetElapsedTime(heard) > settings.Lease;
                if (_lost || _cancelled)
                    await over.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    async Task<bool> HeardAsync(CancellationToken stop)
    {
        try
        {
            var beat = await lease.RenewAsync(_progress.Take(), stop);
            _lost |= beat is null;
            _cancelled |= beat is { Cancel: true };
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    static JobFault Interrupted { get; } =
        new("interrupted", "Its process was stopped, and it cannot simply run again from the start: see what it has done, and ask again.");

    static Topology.StreamingException TooLong(int length) =>
        new(
            $"The result has {length:N0} characters, and {JobStore.LongestResult:N0} are kept of a job. Ask for less, or run it without "
                + "leaving it to a job."
        );

    static JobFault FaultOf(Exception e)
    {
        var fault = OperationFault.Of(e);
        // A jsonb column takes no NUL.
        return new JobFault(
            fault.Code,
            fault.Message.Replace("\0", "", StringComparison.Ordinal),
            fault.Cure is { } cure ? new JobCure(cure.Code, cure.Arguments) : null
        );
    }
}
