using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marten;
using Npgsql;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;
using Streaming.Topology;

namespace Streaming.Store.Jobs;

/// <summary>
/// Jobs: what was asked for, who worked on it and how it ended is a history each, sealed as the others; who works on one at the moment, and
/// results, lie in tables beside them. Thread-safe; one a process is enough.
/// </summary>
public sealed class JobStore : IDisposable
{
    /// <summary>So many hosts may die of a job before it is given up: it is likely the job that kills them.</summary>
    public const int MostDeaths = 3;

    /// <summary>Most characters of a result.</summary>
    public const int LongestResult = 4 << 20;

    const long LockKey = 0x5354_524D_4A4F_4253;
    const string Prefix = "job/";

    static readonly Type[] Events =
    [
        typeof(JobRequested),
        typeof(JobTaken),
        typeof(JobReleased),
        typeof(JobCancelRequested),
        typeof(JobEnded),
    ];

    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly HashChainStore _histories;
    readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    /// <param name="schema">PostgreSQL schema of its own.</param>
    public JobStore(string connectionString, TimeProvider time, string schema = "streaming_jobs")
    {
        _time = time;
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = HashChainSetup.Open(_connections, schema, store =>
        {
            store.MapHistoryEvents(Events);
            JobTables.AddTo(store, schema);
        });
        _histories = new HashChainStore(_store);
        Tables = new JobTables(_connections, schema);
    }

    /// <summary>So many jobs may wait or run at a time.</summary>
    public int MostOpen { get; init; } = 1000;

    /// <summary>So many ended jobs are kept, with their results.</summary>
    public int Kept { get; init; } = 1000;

    internal JobTables Tables { get; }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => HashChainSetup.EnsureSchemaAsync(_store, LockKey, stop);

    /// <summary>Adds a job, which waits from then on, unless its key is that of one that is there. Ended ones that many newer ones have
    /// followed are forgotten.</summary>
    /// <exception cref="StreamingException">Too many wait already.</exception>
    public async Task<Job> AddAsync(NewJob asked, CancellationToken stop = default)
    {
        if (asked.Request.Length > NewJob.LongestRequest)
        {
            throw new StreamingException(
                $"The request has {asked.Request.Length:N0} characters and may have {NewJob.LongestRequest:N0} as a job."
            );
        }

        if (asked.Key is { } key && await FindAsync(key, stop) is { } there)
            return there;
        if (await Tables.OpenAsync(stop) >= MostOpen)
        {
            throw new StreamingException(
                $"{MostOpen:N0} jobs are waiting or running already, and no more are taken. Let some end, or cancel them."
            );
        }

        var id = await Tables.NextIdAsync(stop);
        var tried = false;
        var events = await _histories.AppendAsync(
            StreamOf(id),
            _ => tried ? null : new JobRequested(asked, _time.GetUtcNow()),
            (session, _) =>
            {
                // Its number is its own: a conflict is one of keys, with somebody who was first.
                tried = true;
                Tables.Add(session, id, asked.Key);
                Tables.Forget(session, Prefix, Kept);
            },
            stop
        );
        return Job.Of(id, events) ?? (await FindAsync(asked.Key!, stop))!;
    }

    /// <summary>One job; null where there is none, or none any more.</summary>
    public async Task<Job?> FindAsync(long id, CancellationToken stop = default) =>
        await Tables.FindAsync(id, stop) is { } row ? (await FoldAsync([row], stop)).FirstOrDefault() : null;

    /// <summary>The job that was asked for under a key; null where there is none, or none any more.</summary>
    public async Task<Job?> FindAsync(string key, CancellationToken stop = default) =>
        await Tables.FindAsync(key, stop) is { } row ? (await FoldAsync([row], stop)).FirstOrDefault() : null;

    /// <summary>The newest jobs, newest first.</summary>
    /// <param name="limit">So many.</param>
    /// <param name="openOnly">Only those that are not over.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<Job>> ListAsync(int limit, bool openOnly, CancellationToken stop = default) =>
        await FoldAsync(await Tables.LastAsync(limit, openOnly, stop), stop);

    /// <summary>Jobs that no host works on, in the order in which they were asked for.</summary>
    public async Task<IReadOnlyList<Job>> WaitingAsync(CancellationToken stop = default) =>
        await FoldAsync(await Tables.WaitingAsync(stop), stop);

    /// <summary>Result of a job, as it was sealed; null where there is none.</summary>
    /// <exception cref="StreamingException">It is gone or altered.</exception>
    public async Task<string?> ResultAsync(Job job, CancellationToken stop = default)
    {
        if (job.ResultHash is null)
            return null;
        var result = await Tables.ResultAsync(job.Id, stop);
        return result is not null && HashOf(result) == job.ResultHash
            ? result
            : throw new StreamingException(
                $"The result of job {job.Id} is not the one that was sealed: it was {(result is null ? "taken out" : "altered")}. Restore "
                    + "the database from a backup."
            );
    }

    /// <summary>Asks for a job to stop. One that no host works on ends at once.</summary>
    /// <returns>The job after it; null where there is none.</returns>
    public async Task<Job?> CancelAsync(long id, string? who, string? why, CancellationToken stop = default)
    {
        if (await FindAsync(id, stop) is null)
            return null;
        await _histories.AppendAsync(
            StreamOf(id),
            before =>
                Job.Of(id, before) is { Ended: false, CancelRequested: false } ? new JobCancelRequested(who, why, _time.GetUtcNow()) : null,
            (session, _) => Tables.Cancel(session, id),
            stop
        );
        // Whoever has the lease ends it; where nobody does, this takes it and ends the job.
        await TryTakeAsync(id, "", TimeSpan.FromSeconds(10), stop);
        return await FindAsync(id, stop);
    }

    /// <summary>Takes a job to work on it, unless another host has it, it is over, or it ends here: cancelled, or given up.</summary>
    /// <param name="id">Which.</param>
    /// <param name="host">Who takes it.</param>
    /// <param name="lease">For how long, unless it is renewed.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<JobLease?> TryTakeAsync(long id, string host, TimeSpan lease, CancellationToken stop = default)
    {
        if (await Tables.TryTakeAsync(id, lease, stop) is not { } fence)
            return null;
        var events = await _histories.AppendAsync(
            StreamOf(id),
            before => Job.Of(id, before) is { Ended: false } job ? Next(job, host, fence) : null,
            (session, happened) =>
            {
                if (happened is JobEnded)
                    Tables.End(session, id, null);
            },
            stop
        );
        var now = Job.Of(id, events, held: true);
        return now is { Ended: false } && now.Fence == fence ? new JobLease(this, now, fence, lease) : null;
    }

    /// <summary>Says that a process works on jobs, for a while.</summary>
    public Task HostAsync(string host, TimeSpan lease, CancellationToken stop = default) => Tables.HostAsync(host, lease, stop);

    /// <summary>Says that a process works on jobs no longer.</summary>
    public Task LeaveAsync(string host, CancellationToken stop = default) => Tables.LeaveAsync(host, stop);

    /// <summary>Processes that work on jobs, machine/process.</summary>
    public Task<IReadOnlyList<string>> HostsAsync(CancellationToken stop = default) => Tables.HostsAsync(stop);

    /// <summary>Goes through all jobs and checks every seal, and every result against its own.</summary>
    public async Task<HashChainWalk> WalkAsync(CancellationToken stop = default)
    {
        var walk = await _histories.WalkAllAsync(Prefix, Events, _ => { }, stop);
        foreach (var head in walk.Heads)
        {
            if (await FindAsync(long.Parse(head.Stream.AsSpan(Prefix.Length), CultureInfo.InvariantCulture), stop) is not { } job)
                continue;
            try
            {
                await ResultAsync(job, stop);
            }
            catch (StreamingException e) when (e is not (StoreUnavailableException or StoreRefusedException))
            {
                walk.ContentLost(e.Message);
            }
        }

        return walk;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }

    internal async Task<bool> EndAsync(long id, long fence, JobOutcome outcome, string? result, JobFault? fault, CancellationToken stop)
    {
        var end = new JobEnded(outcome, _time.GetUtcNow()) { ResultHash = result is null ? null : HashOf(result), Fault = fault };
        return await AppendAsync(id, fence, end, session => Tables.End(session, id, result), stop);
    }

    internal Task<bool> ReleaseAsync(long id, long fence, CancellationToken stop) =>
        AppendAsync(id, fence, new JobReleased(fence, _time.GetUtcNow()), session => Tables.Release(session, id), stop);

    /// <summary>What happens when a host takes a job.</summary>
    ChainedEvent Next(Job job, string host, long fence)
    {
        var now = _time.GetUtcNow();
        if (job.CancelRequested)
            return new JobEnded(JobOutcome.Cancelled, now);
        if (job.Deaths > 0 && !job.Asked.Repeats)
        {
            return Interrupted(
                $"Its process ({job.Host}) died, and it cannot simply run again from the start: see what it has done, and ask again."
            );
        }

        return job.Deaths >= MostDeaths
            ? Interrupted($"{job.Deaths} processes have died of it, the last one {job.Host}; it is not tried again.")
            : new JobTaken(host, fence, now);

        JobEnded Interrupted(string message) => new(JobOutcome.Interrupted, now) { Fault = new JobFault("interrupted", message) };
    }

    /// <summary>Appends what the holder of a lease says, unless another one has taken the job since.</summary>
    async Task<bool> AppendAsync(long id, long fence, ChainedEvent happened, Action<IDocumentSession> beside, CancellationToken stop)
    {
        var appended = false;
        await _histories.AppendAsync(
            StreamOf(id),
            before =>
            {
                appended = Job.Of(id, before) is { Ended: false } job && job.Fence == fence;
                return appended ? happened : null;
            },
            (session, _) => beside(session),
            stop
        );
        return appended;
    }

    async Task<List<Job>> FoldAsync(List<JobRow> rows, CancellationToken stop)
    {
        var histories = await _histories.ReadManyAsync([.. rows.Select(r => StreamOf(r.Id))], stop);
        return [.. rows.Select(r => Job.Of(r.Id, histories[StreamOf(r.Id)], r.Held, r.Progress)).OfType<Job>()];
    }

    static string StreamOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    static string HashOf(string result) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(result)));
}
