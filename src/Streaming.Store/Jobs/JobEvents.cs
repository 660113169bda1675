using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Jobs;

/// <summary>Somebody asked for a job. The first event of its stream.</summary>
sealed record JobRequested(NewJob Asked, DateTimeOffset At) : ChainedEvent<JobRequested>
{
    public override string TypeName() => "job_requested";
}

/// <summary>A host began to work on it. The number is that of its lease, which no other has had or will have.</summary>
sealed record JobTaken(string Host, long Fence, DateTimeOffset At) : ChainedEvent<JobTaken>
{
    public override string TypeName() => "job_taken";
}

/// <summary>A host that stops gave it back unfinished.</summary>
sealed record JobReleased(long Fence, DateTimeOffset At) : ChainedEvent<JobReleased>
{
    public override string TypeName() => "job_released";
}

/// <summary>Somebody wants it to stop.</summary>
sealed record JobCancelRequested(string? Who, string? Why, DateTimeOffset At) : ChainedEvent<JobCancelRequested>
{
    public override string TypeName() => "job_cancel_requested";
}

/// <summary>It is over. The last event of its stream.</summary>
sealed record JobEnded(JobOutcome Outcome, DateTimeOffset At) : ChainedEvent<JobEnded>
{
    /// <summary>SHA-256 (hex) of the result, which lies beside the history; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResultHash { get; init; }

    /// <summary>What went wrong, where something did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobFault? Fault { get; init; }

    public override string TypeName() => "job_ended";
}
