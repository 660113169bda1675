namespace Streaming.Events.Expressions.Nodes;

/// <summary>A condition that is null takes the otherwise-branch.</summary>
sealed class IfNode<T>(Node<byte> condition, Node<T> then, Node<T> otherwise) : Node<T>
    where T : unmanaged
{
    public override void Evaluate(in Frame frame, Span<T> result)
    {
        using var conditions = Scratch<byte>.Rent(result.Length);
        using var thens = Scratch<T>.Rent(result.Length);
        condition.Evaluate(frame, conditions.Span);
        then.Evaluate(frame, thens.Span);
        otherwise.Evaluate(frame, result);
        for (var i = 0; i < result.Length; i++)
            result[i] = conditions.Span[i] == Ternary.True ? thens.Span[i] : result[i];
    }
}

/// <summary>The first operand that is not null.</summary>
sealed class CoalesceNode<T, TKind>(Node<T> first, Node<T> second) : Node<T>
    where T : unmanaged
    where TKind : IKind<T>
{
    public override void Evaluate(in Frame frame, Span<T> result)
    {
        using var seconds = Scratch<T>.Rent(result.Length);
        first.Evaluate(frame, result);
        second.Evaluate(frame, seconds.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = TKind.IsNull(result[i]) ? seconds.Span[i] : result[i];
    }
}

sealed class IsNullNode<T, TKind>(Node<T> operand) : Node<byte>
    where T : unmanaged
    where TKind : IKind<T>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var values = Scratch<T>.Rent(result.Length);
        operand.Evaluate(frame, values.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = Ternary.Of(TKind.IsNull(values.Span[i]));
    }
}

/// <summary>Equal to any of the others: as a chain of <c>=</c> joined by <c>or</c>.</summary>
sealed class InNode<T, TKind>(Node<T> operand, IReadOnlyList<Node<T>> others) : Node<byte>
    where T : unmanaged, IEquatable<T>
    where TKind : IKind<T>
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var values = Scratch<T>.Rent(result.Length);
        using var candidates = Scratch<T>.Rent(result.Length);
        operand.Evaluate(frame, values.Span);
        result.Clear();
        foreach (var other in others)
        {
            other.Evaluate(frame, candidates.Span);
            for (var i = 0; i < result.Length; i++)
            {
                var (a, b) = (values.Span[i], candidates.Span[i]);
                result[i] = Ternary.Or(result[i], TKind.IsNull(a) || TKind.IsNull(b) ? Ternary.Null : Ternary.Of(a.Equals(b)));
            }
        }
    }
}
