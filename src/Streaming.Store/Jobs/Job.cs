using Streaming.Store.HashChains;

namespace Streaming.Store.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It waits for a host, for the first time or since the last one let go of it.</summary>
    Queued,

    /// <summary>A host works on it.</summary>
    Running,

    /// <summary>Somebody wants it to stop, and it has not yet.</summary>
    Cancelling,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>Its host died, and it is not run again.</summary>
    Interrupted,
}

/// <summary>A job, folded from its history, and what is known of it at the moment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="RequestedAt">When.</param>
public sealed record Job(long Id, NewJob Asked, DateTimeOffset RequestedAt)
{
    /// <summary>How far it is.</summary>
    public JobState State { get; private init; }

    /// <summary>The last host that worked on it, machine/process; null where none has yet.</summary>
    public string? Host { get; private init; }

    /// <summary>So many times a host has begun with it.</summary>
    public int Attempts { get; private init; }

    /// <summary>So many hosts have begun with it and neither ended nor gave it back.</summary>
    public int Deaths { get; private init; }

    /// <summary>When the last host began.</summary>
    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>When it ended; null where it has not.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Somebody has asked for it to stop.</summary>
    public bool CancelRequested { get; private init; }

    /// <summary>What went wrong, where something did.</summary>
    public JobFault? Fault { get; private init; }

    /// <summary>How far it is, as its host last wrote it.</summary>
    public string? Progress { get; private init; }

    /// <summary>SHA-256 (hex) of its result; null where there is none.</summary>
    public string? ResultHash { get; private init; }

    /// <summary>Number of the last lease under which it was worked on.</summary>
    internal long Fence { get; private init; }

    /// <summary>It is over.</summary>
    public bool Ended => EndedAt is not null;

    /// <summary>Puts a history together; null for one that has no events.</summary>
    internal static Job? Of(long id, IEnumerable<ChainedEvent> events, bool held = false, string? progress = null)
    {
        Job? job = null;
        foreach (var happened in events)
        {
            job = job is null
                ? happened is JobRequested asked
                    ? new Job(id, asked.Asked, asked.At)
                    : null
                : job.After(happened);
        }

        if (job is null or { Ended: true })
            return job;
        return job with
        {
            Progress = held ? progress : null,
            State =
                job.CancelRequested ? JobState.Cancelling
                : held ? JobState.Running
                : JobState.Queued,
        };
    }

    Job After(ChainedEvent happened) =>
        happened switch
        {
            JobTaken taken => this with
            {
                Host = taken.Host,
                Fence = taken.Fence,
                Attempts = Attempts + 1,
                Deaths = Deaths + 1,
                StartedAt = taken.At,
            },
            JobReleased => this with { Deaths = Deaths - 1 },
            JobCancelRequested => this with { CancelRequested = true },
            JobEnded ended => this with
            {
                State = StateOf(ended.Outcome),
                EndedAt = ended.At,
                Fault = ended.Fault,
                ResultHash = ended.ResultHash,
            },
            _ => this,
        };

    static JobState StateOf(JobOutcome outcome) =>
        outcome switch
        {
            JobOutcome.Done => JobState.Done,
            JobOutcome.Failed => JobState.Failed,
            JobOutcome.Cancelled => JobState.Cancelled,
            _ => JobState.Interrupted,
        };
}
