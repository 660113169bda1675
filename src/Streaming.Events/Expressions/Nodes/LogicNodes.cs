namespace Streaming.Events.Expressions.Nodes;

sealed class NotNode(Node<byte> operand) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        operand.Evaluate(frame, result);
        foreach (ref var value in result)
            value = Ternary.Not(value);
    }
}

/// <summary>Three-valued <c>and</c> and <c>or</c>.</summary>
sealed class LogicNode(Node<byte> left, Node<byte> right, bool conjunction) : Node<byte>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var other = Scratch<byte>.Rent(result.Length);
        left.Evaluate(frame, result);
        right.Evaluate(frame, other.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = conjunction ? Ternary.And(result[i], other.Span[i]) : Ternary.Or(result[i], other.Span[i]);
    }
}
