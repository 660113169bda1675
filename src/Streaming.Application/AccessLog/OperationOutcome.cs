namespace Streaming.Application.AccessLog;

/// <summary>How a call ended.</summary>
public enum OperationOutcome
{
    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>The caller may not.</summary>
    Refused,
}
