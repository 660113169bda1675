namespace Streaming.Events.Expressions.Nodes;

/// <summary>A function of one number.</summary>
interface IUnary
{
    static abstract double Apply(double value);
}

readonly struct Negate : IUnary
{
    public static double Apply(double value) => -value;
}

readonly struct Absolute : IUnary
{
    public static double Apply(double value) => Math.Abs(value);
}

readonly struct Floor : IUnary
{
    public static double Apply(double value) => Math.Floor(value);
}

readonly struct Ceiling : IUnary
{
    public static double Apply(double value) => Math.Ceiling(value);
}

/// <summary>To the nearest integer, halves to the even one (IEEE 754 roundToIntegralTiesToEven).</summary>
readonly struct Round : IUnary
{
    public static double Apply(double value) => Math.Round(value, MidpointRounding.ToEven);
}

/// <summary>Correctly rounded by IEEE 754; of a negative number it is null.</summary>
readonly struct SquareRoot : IUnary
{
    public static double Apply(double value) => Math.Sqrt(value);
}

sealed class UnaryNode<TOperation>(Node<double> operand) : Node<double>
    where TOperation : IUnary
{
    public override void Evaluate(in Frame frame, Span<double> result)
    {
        operand.Evaluate(frame, result);
        for (var i = 0; i < result.Length; i++)
            result[i] = TOperation.Apply(result[i]);
    }
}
