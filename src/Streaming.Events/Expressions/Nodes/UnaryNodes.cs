namespace Streaming.Events.Expressions.Nodes;

/// <summary>A function of one number.</summary>
internal interface IUnary
{
    static abstract double Apply(double value);
}

internal readonly struct Negate : IUnary
{
    public static double Apply(double value) => -value;
}

internal readonly struct Absolute : IUnary
{
    public static double Apply(double value) => Math.Abs(value);
}

internal readonly struct Floor : IUnary
{
    public static double Apply(double value) => Math.Floor(value);
}

internal readonly struct Ceiling : IUnary
{
    public static double Apply(double value) => Math.Ceiling(value);
}

/// <summary>To the nearest integer, halves to the even one (IEEE 754 roundToIntegralTiesToEven).</summary>
internal readonly struct Round : IUnary
{
    public static double Apply(double value) => Math.Round(value, MidpointRounding.ToEven);
}

/// <summary>Correctly rounded by IEEE 754; of a negative number it is null.</summary>
internal readonly struct SquareRoot : IUnary
{
    public static double Apply(double value) => Math.Sqrt(value);
}

internal sealed class UnaryNode<TOperation>(Node<double> operand) : Node<double>
    where TOperation : IUnary
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        operand.Evaluate(frame, result);
        for (var i = 0; i < result.Length; i++)
            result[i] = TOperation.Apply(result[i]);
    }
}
