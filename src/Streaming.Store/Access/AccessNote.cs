namespace Streaming.Store.Access;

/// <summary>What an entry of the access log says.</summary>
public enum AccessKind
{
    /// <summary>A process began to write.</summary>
    Opened,

    /// <summary>Somebody called an operation, which does its work after this.</summary>
    Began,

    /// <summary>It ended.</summary>
    Ended,

    /// <summary>So many calls of one kind within an interval.</summary>
    Counted,
}

/// <summary>An entry of the access log. What does not belong to its kind is null.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="At">When it was written.</param>
public sealed record AccessNote(AccessKind Kind, DateTimeOffset At)
{
    /// <summary>Who called; null where nobody knows.</summary>
    public string? Who { get; init; }

    /// <summary>Network address that the call came from; null: this machine's own command line.</summary>
    public string? Address { get; init; }

    /// <summary>What was called, as in <c>model.promote</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>What the call is about: a topology, a model.</summary>
    public string? About { get; init; }

    /// <summary>The reason that the caller gave.</summary>
    public string? Why { get; init; }

    /// <summary>How it ended: done, failed, cancelled, refused.</summary>
    public string? Outcome { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Detail { get; init; }

    /// <summary>Of an end: its beginning's version in the same stream.</summary>
    public long? Began { get; init; }

    /// <summary>So many calls.</summary>
    public long? Count { get; init; }

    /// <summary>Since when they are counted.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of an opening: the process, host/pid.</summary>
    public string? Process { get; init; }

    /// <summary>Of an opening: the newest entry that was there, so that a stream that is taken out whole is missed.</summary>
    public AccessLink? After { get; init; }
}

/// <summary>Names an entry in a way that nothing else fits.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">Its place there.</param>
/// <param name="Seal">Its seal.</param>
public sealed record AccessLink(string Stream, long Version, string Seal);

/// <summary>An entry with its place.</summary>
public sealed record AccessEntry(string Stream, long Version, AccessNote Note);
