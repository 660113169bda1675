namespace Streaming.Application.Operations;

/// <summary>Whether an operation may be left to a host as a job, and what becomes of it when that host dies.</summary>
public enum JobRule
{
    /// <summary>It runs where it is called, or not at all.</summary>
    Never,

    /// <summary>As a job; what a dead host left is not taken up, for a second run from the start would do something twice.</summary>
    Once,

    /// <summary>As a job; another host runs it again from the start, and nothing shows that it has run before.</summary>
    Repeats,
}
