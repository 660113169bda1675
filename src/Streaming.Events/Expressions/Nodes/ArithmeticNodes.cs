namespace Streaming.Events.Expressions.Nodes;

/// <summary>One arithmetic operation; NaN in, NaN out makes null propagate by itself.</summary>
interface IArithmetic
{
    static abstract double Apply(double left, double right);
}

readonly struct Add : IArithmetic
{
    public static double Apply(double left, double right) => left + right;
}

readonly struct Subtract : IArithmetic
{
    public static double Apply(double left, double right) => left - right;
}

readonly struct Multiply : IArithmetic
{
    public static double Apply(double left, double right) => left * right;
}

/// <summary>Division by zero is null.</summary>
readonly struct Divide : IArithmetic
{
    public static double Apply(double left, double right) => right == 0 ? double.NaN : left / right;
}

/// <summary>The remainder has the sign of the left operand and is exact; by zero it is null.</summary>
readonly struct Modulo : IArithmetic
{
    public static double Apply(double left, double right) => left % right;
}

readonly struct Minimum : IArithmetic
{
    public static double Apply(double left, double right) => Math.Min(left, right);
}

readonly struct Maximum : IArithmetic
{
    public static double Apply(double left, double right) => Math.Max(left, right);
}

sealed class ArithmeticNode<TOperation>(Node<double> left, Node<double> right) : Node<double>
    where TOperation : IArithmetic
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        using var other = Scratch<double>.Rent(result.Length);
        left.Evaluate(frame, result);
        right.Evaluate(frame, other.Span);
        var operand = other.Span;
        for (var i = 0; i < result.Length && i < operand.Length; i++)
            result[i] = TOperation.Apply(result[i], operand[i]);
    }
}

/// <summary>Timestamp minus timestamp: seconds.</summary>
sealed class TimeDifferenceNode(Node<long> left, Node<long> right) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        using var ends = Scratch<long>.Rent(result.Length);
        using var starts = Scratch<long>.Rent(result.Length);
        left.Evaluate(frame, ends.Span);
        right.Evaluate(frame, starts.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var missing = TimeKind.IsNull(ends.Span[i]) || TimeKind.IsNull(starts.Span[i]);
            result[i] = missing ? double.NaN : (ends.Span[i] - starts.Span[i]) / 1e6;
        }
    }
}

/// <summary>The earliest or latest of timestamps.</summary>
sealed class TimeExtremeNode(Node<long> left, Node<long> right, bool latest) : Node<long>
{
    public override void Evaluate(in Frame frame, Span<long> result)
    {
        using var other = Scratch<long>.Rent(result.Length);
        left.Evaluate(frame, result);
        right.Evaluate(frame, other.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var (a, b) = (result[i], other.Span[i]);
            result[i] =
                TimeKind.IsNull(a) || TimeKind.IsNull(b) ? TimeKind.Null
                : latest ? Math.Max(a, b)
                : Math.Min(a, b);
        }
    }
}
