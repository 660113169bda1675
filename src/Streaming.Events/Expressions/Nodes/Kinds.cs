namespace Streaming.Events.Expressions.Nodes;

/// <summary>How a value type says null.</summary>
interface IKind<T>
{
    static abstract T Null { get; }

    static abstract bool IsNull(T value);
}

readonly struct NumberKind : IKind<double>
{
    public static double Null => double.NaN;

    public static bool IsNull(double value) => double.IsNaN(value);
}

readonly struct TimeKind : IKind<long>
{
    public static long Null => CompiledExpression.NullTime;

    public static bool IsNull(long value) => value == CompiledExpression.NullTime;
}

readonly struct BoolKind : IKind<byte>
{
    public static byte Null => Ternary.Null;

    public static bool IsNull(byte value) => value == Ternary.Null;
}
