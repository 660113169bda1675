using Streaming.Events.Rows;

namespace Streaming.Events.Expressions.Nodes;

/// <summary>Integers, exactly: magnitudes are known beforehand to stay below 2^126 (see <see cref="IntegerCompiler"/>).</summary>
readonly struct IntegerKind : IKind<Int128>
{
    public static Int128 Null => CompiledExpression.NullInteger;

    public static bool IsNull(Int128 value) => value == CompiledExpression.NullInteger;
}

/// <summary>An operation on two integers, neither of them null.</summary>
interface IIntegerArithmetic
{
    static abstract Int128 Apply(Int128 left, Int128 right);
}

readonly struct IntegerAdd : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => left + right;
}

readonly struct IntegerSubtract : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => left - right;
}

readonly struct IntegerMultiply : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => left * right;
}

/// <summary>The remainder has the sign of the left operand; by zero it is null.</summary>
readonly struct IntegerModulo : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => right == 0 ? IntegerKind.Null : left % right;
}

readonly struct IntegerMinimum : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => Int128.Min(left, right);
}

readonly struct IntegerMaximum : IIntegerArithmetic
{
    public static Int128 Apply(Int128 left, Int128 right) => Int128.Max(left, right);
}

sealed class IntegerNode<TOperation>(Node<Int128> left, Node<Int128> right) : Node<Int128>
    where TOperation : IIntegerArithmetic
{
    public override void Evaluate(in Frame frame, Span<Int128> result)
    {
        using var other = Scratch<Int128>.Rent(result.Length);
        left.Evaluate(frame, result);
        right.Evaluate(frame, other.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var (a, b) = (result[i], other.Span[i]);
            result[i] = IntegerKind.IsNull(a) || IntegerKind.IsNull(b) ? IntegerKind.Null : TOperation.Apply(a, b);
        }
    }
}

sealed class IntegerNegateNode(Node<Int128> operand) : Node<Int128>
{
    public override void Evaluate(in Frame frame, Span<Int128> result)
    {
        operand.Evaluate(frame, result);
        foreach (ref var value in result)
            value = IntegerKind.IsNull(value) ? value : -value;
    }
}

sealed class IntegerAbsoluteNode(Node<Int128> operand) : Node<Int128>
{
    public override void Evaluate(in Frame frame, Span<Int128> result)
    {
        operand.Evaluate(frame, result);
        foreach (ref var value in result)
            value = IntegerKind.IsNull(value) ? value : Int128.Abs(value);
    }
}

sealed class IntegerColumnNode(ColumnPlace place) : Node<Int128>
{
    public override void Evaluate(in Frame frame, Span<Int128> result)
    {
        var array = place.Of(frame.Batch);
        var values = Columns.Primitive<long>(array);
        for (var i = 0; i < result.Length; i++)
            result[i] = values[i];
        Nulls.Apply<Int128, IntegerKind>(array, result);
    }
}

/// <summary>An operator that computes in binary64 and gives small integers only, such as the hour of a time.</summary>
sealed class SmallIntegerNode(Node<double> operand) : Node<Int128>
{
    public override void Evaluate(in Frame frame, Span<Int128> result)
    {
        using var numbers = Scratch<double>.Rent(result.Length);
        operand.Evaluate(frame, numbers.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = double.IsNaN(numbers.Span[i]) ? IntegerKind.Null : (Int128)numbers.Span[i];
    }
}

/// <summary>
/// Integers rounded once to binary64. Where the same computed in binary64 is right, it is taken bit for bit, so that a zero
/// has the sign it always had.
/// </summary>
sealed class RoundedIntegerNode(Node<Int128> exact, Node<double> approximate) : Node<double>
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        using var integers = Scratch<Int128>.Rent(result.Length);
        exact.Evaluate(frame, integers.Span);
        approximate.Evaluate(frame, result);
        for (var i = 0; i < result.Length; i++)
        {
            var rounded = IntegerKind.IsNull(integers.Span[i]) ? double.NaN : (double)integers.Span[i];
            result[i] = rounded == result[i] ? result[i] : rounded;
        }
    }
}

/// <summary>An integer against a number that may be none: neither is rounded.</summary>
/// <param name="mirrored">The number stands on the left of the comparison.</param>
sealed class IntegerCompareNode<TComparison>(Node<Int128> integer, Node<double> number, bool mirrored) : Node<byte>
    where TComparison : IComparison
{
    static readonly double Beyond = Math.ScaleB(1, 126);

    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var integers = Scratch<Int128>.Rent(result.Length);
        using var numbers = Scratch<double>.Rent(result.Length);
        integer.Evaluate(frame, integers.Span);
        number.Evaluate(frame, numbers.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var (a, b) = (integers.Span[i], numbers.Span[i]);
            result[i] =
                IntegerKind.IsNull(a) || double.IsNaN(b)
                    ? Ternary.Null
                    : Ternary.Of(TComparison.Test(mirrored ? -Order(a, b) : Order(a, b), 0));
        }
    }

    static int Order(Int128 whole, double real)
    {
        if (Math.Abs(real) >= Beyond)
            return real > 0 ? -1 : 1;
        var floor = Math.Floor(real);
        var order = whole.CompareTo((Int128)floor);
        return order == 0 && floor < real ? -1 : order;
    }
}

/// <summary>An integer against a constant that lies between two integers, however close to one of them.</summary>
/// <param name="mirrored">The constant stands on the left of the comparison.</param>
sealed class IntegerFractionNode<TComparison>(Node<Int128> integer, Int128 floor, bool mirrored) : Node<byte>
    where TComparison : IComparison
{
    public override void Evaluate(in Frame frame, Span<byte> result)
    {
        using var integers = Scratch<Int128>.Rent(result.Length);
        integer.Evaluate(frame, integers.Span);
        for (var i = 0; i < result.Length; i++)
        {
            var order = integers.Span[i] > floor != mirrored ? 1 : -1;
            result[i] = IntegerKind.IsNull(integers.Span[i]) ? Ternary.Null : Ternary.Of(TComparison.Test(order, 0));
        }
    }
}
