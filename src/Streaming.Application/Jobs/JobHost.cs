using Microsoft.Extensions.Logging;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>Looks for jobs that wait and has those run that this process can run: the oldest first, a few at a time.</summary>
sealed class JobHost(
    Func<CancellationToken, Task<JobStore>> open,
    JobTypes types,
    Func<Job, CancellationToken, Task> run,
    int slots,
    JobSettings settings,
    TimeProvider time,
    ILogger log
)
{
    readonly Dictionary<long, Task> _running = [];
    readonly Dictionary<long, long> _left = [];

    /// <summary>Until it is stopped; those under way are given back by then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        JobStore? store = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                store ??= await open(stop);
                await store.HostAsync(JobWork.Host, settings.Lease, stop);
                await LookAsync(store, stop);
            }
            catch (StreamingException e)
            {
                JobMessages.NotReached(log, e);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(settings.Poll, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values);
        if (store is not null)
            await LeaveAsync(store);
    }

    async Task LookAsync(JobStore store, CancellationToken stop)
    {
        foreach (var (id, _) in _running.Where(r => r.Value.IsCompleted).ToList())
            _running.Remove(id);
        foreach (var (id, _) in _left.Where(l => time.GetElapsedTime(l.Value) > settings.LeftToOthers).ToList())
            _left.Remove(id);
        if (_running.Count >= slots)
            return;
        foreach (var job in await store.WaitingAsync(stop))
        {
            if (_running.Count >= slots)
                return;
            if (_left.ContainsKey(job.Id) || _running.ContainsKey(job.Id))
                continue;
            // One that comes back is not taken again at once; one that was cancelled ends when it is taken, and needs nothing of this
            // process.
            _left[job.Id] = time.GetTimestamp();
            if (job.CancelRequested || types.WhyNotHere(job) is null)
                _running[job.Id] = OneAsync(store, job, stop);
        }
    }

    async Task OneAsync(JobStore store, Job job, CancellationToken stop)
    {
        try
        {
            await run(job, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Given back.
        }
        catch (Exception e)
        {
            // The job's own fault would be with the job: this is the way to it, unless another host was there first.
            if (await WaitsAsync(store, job.Id))
                JobMessages.NotRun(log, job.Id, e);
        }
    }

    static async Task<bool> WaitsAsync(JobStore store, long id)
    {
        try
        {
            return await store.FindAsync(id, CancellationToken.None) is { State: JobState.Queued };
        }
        catch (StreamingException)
        {
            return true;
        }
    }

    static async Task LeaveAsync(JobStore store)
    {
        try
        {
            await store.LeaveAsync(JobWork.Host);
        }
        catch (StreamingException)
        {
            // It is forgotten by itself.
        }
    }
}
