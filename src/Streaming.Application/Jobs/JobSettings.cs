namespace Streaming.Application.Jobs;

/// <summary>Times of those who work on jobs.</summary>
public sealed record JobSettings
{
    /// <summary>How long a host that says nothing keeps others from its job.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a host says that it works, writes how far it is and learns whether to stop.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a host looks for jobs that wait.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a job that a host cannot run, or that came back from it, is left to others.</summary>
    public TimeSpan LeftToOthers { get; init; } = TimeSpan.FromSeconds(10);
}
