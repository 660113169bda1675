namespace Streaming.Store.Jobs;

/// <summary>What a host learns when it says that it still works.</summary>
/// <param name="Cancel">Somebody wants the job to stop.</param>
public sealed record JobBeat(bool Cancel);

/// <summary>
/// The right of one host to work on a job, for as long as it says so. It keeps others waiting; what keeps two from ending one job is its
/// number, which stands in the history.
/// </summary>
public sealed class JobLease
{
    readonly JobStore _store;
    readonly long _fence;
    readonly TimeSpan _length;

    internal JobLease(JobStore store, Job job, long fence, TimeSpan length) => (_store, Job, _fence, _length) = (store, job, fence, length);

    /// <summary>The job as it was taken.</summary>
    public Job Job { get; }

    /// <summary>Renews it, and writes how far the job is.</summary>
    /// <param name="progress">In the host's own words; null: as before.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null where another host has the job by now.</returns>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<JobBeat?> RenewAsync(string? progress, CancellationToken stop) =>
        _store.Tables.RenewAsync(Job.Id, _fence, _length, progress, stop);

    /// <summary>Ends the job with a result.</summary>
    /// <returns>False where another host has it by now: nothing is written.</returns>
    public Task<bool> DoneAsync(string result, CancellationToken stop) =>
        _store.EndAsync(Job.Id, _fence, JobOutcome.Done, result, null, stop);

    /// <summary>Ends the job without one.</summary>
    /// <inheritdoc cref="DoneAsync"/>
    public Task<bool> EndAsync(JobOutcome outcome, JobFault? fault, CancellationToken stop) =>
        _store.EndAsync(Job.Id, _fence, outcome, null, fault, stop);

    /// <summary>Lets the next host have it.</summary>
    /// <inheritdoc cref="DoneAsync"/>
    public Task<bool> ReleaseAsync(CancellationToken stop) => _store.ReleaseAsync(Job.Id, _fence, stop);
}
