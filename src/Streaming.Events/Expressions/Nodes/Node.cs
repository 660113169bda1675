namespace Streaming.Events.Expressions.Nodes;

/// <summary>
/// A compiled operator: writes its value for every row, nulls in band. Numbers are double (NaN), timestamps long
/// (<see cref="CompiledExpression.NullTime"/>), booleans byte (<see cref="Ternary"/>).
/// </summary>
abstract class Node<T>
    where T : unmanaged
{
    public abstract void Evaluate(in Frame frame, Span<T> result);
}

/// <summary>A compiled operator whose value is text.</summary>
abstract class StringNode
{
    public abstract StringVector Evaluate(in Frame frame);
}
