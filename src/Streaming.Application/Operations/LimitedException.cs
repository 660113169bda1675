using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>More is asked for than a limit lets through for now; the same may succeed later.</summary>
public sealed class LimitedException : StreamingException
{
    /// <param name="limit">The limit's name, for programs.</param>
    /// <param name="message">What is too much, and what to do.</param>
    /// <param name="again">When it may succeed.</param>
    public LimitedException(string limit, string message, TimeSpan again)
        : base(message) => (Limit, Again, Kind) = (limit, again, FailureKind.Busy);

    /// <summary>The limit's name, for programs.</summary>
    public string Limit { get; }

    /// <summary>When it may succeed.</summary>
    public TimeSpan Again { get; }

    /// <summary>In whole seconds, as headers have it.</summary>
    public int Seconds => Math.Max(1, (int)Math.Ceiling(Again.TotalSeconds));
}
