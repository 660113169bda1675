using Streaming.Events.Text;
using Streaming.Inference.Models;

namespace Streaming.Pipeline.Isolation;

/// <summary>A row on which something throws while it does not on another.</summary>
/// <param name="Row">Its index.</param>
/// <param name="Fault">What was thrown.</param>
readonly record struct RowFailure(int Row, Exception Fault)
{
    const int MostText = 500;

    /// <summary>Whether a row can be to blame for a fault: memory that has run out says nothing about the row that was met by it.</summary>
    public static bool CanCause(Exception fault) =>
        fault is not (OutOfMemoryException or InsufficientExecutionStackException or OperationCanceledException);

    /// <summary>A sentence for who looks at the rejected record.</summary>
    /// <param name="what">What fails on it.</param>
    public string Describe(string what)
    {
        var cause = Printable
            .Text(Fault is ModelRunException run ? run.Cause : $"{Fault.GetType().Name}: {Fault.Message}")
            .TrimEnd('.', ' ');
        return $"{what} fails on this row and not on others: {(cause.Length > MostText ? cause[..MostText] + "…" : cause)}.";
    }
}
