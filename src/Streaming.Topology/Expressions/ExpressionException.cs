namespace Streaming.Topology.Expressions;

/// <summary>One thing wrong in an expression.</summary>
/// <param name="At">Position in the text, from 0.</param>
/// <param name="Message">What is wrong; no full stop.</param>
/// <param name="Cure">What to do, a sentence.</param>
public readonly record struct ExpressionFault(int At, string Message, string Cure);

/// <summary>An expression cannot be used; lists every fault found in it.</summary>
public sealed class ExpressionException(string text, IReadOnlyList<ExpressionFault> faults)
    : StreamingException(string.Join('\n', faults.Select(f => $"'{text}' at character {f.At + 1}: {f.Message}. {f.Cure}")))
{
    /// <summary>Each with its place in the text.</summary>
    public IReadOnlyList<ExpressionFault> Faults { get; } = faults;
}
