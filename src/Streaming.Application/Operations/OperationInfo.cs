namespace Streaming.Application.Operations;

/// <summary>How an operation that has opened the database gets on the access log.</summary>
public enum Recording
{
    /// <summary>Each call, before it does anything and when it has ended: what changes or proves something.</summary>
    Always,

    /// <summary>As a count for each caller and interval: what only looks.</summary>
    Summarised,
}

/// <summary>What an operation says of itself.</summary>
/// <param name="Name">As in <c>status.get</c>; the access log and every door call it so.</param>
/// <param name="Role">What its caller must hold.</param>
/// <param name="Recording">How calls are recorded.</param>
public sealed record OperationInfo(string Name, Role Role, Recording Recording)
{
    /// <summary>Whether it may be a job; a request may narrow it.</summary>
    public JobRule Job { get; init; }

    /// <summary>
    /// What it touches. Whoever holds their roles in some topologies alone may call what touches those, and nothing that touches all.
    /// </summary>
    public Reach Reach { get; init; }
}

/// <summary>What an operation touches.</summary>
public enum Reach
{
    /// <summary>The topology that its request names, or the model; where it names neither, everything.</summary>
    Named,

    /// <summary>A job: what that touches, which the operation sees to itself.</summary>
    Job,

    /// <summary>Nothing that belongs to a topology.</summary>
    Nothing,
}
