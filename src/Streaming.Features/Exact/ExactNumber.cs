namespace Streaming.Features.Exact;

/// <summary>A number that is added up: a double, or an integer that a double may not hold (at most 2^126, by magnitude).</summary>
readonly struct ExactNumber
{
    readonly double _number;

    ExactNumber(double number, Int128 integer, bool isInteger) => (_number, Integer, IsInteger) = (number, integer, isInteger);

    public bool IsInteger { get; }

    /// <summary>The number itself, where it is an integer.</summary>
    public Int128 Integer { get; }

    /// <summary>The nearest double; the number itself where it is none of the integers.</summary>
    public double Nearest => !IsInteger ? _number : (long)Integer == Integer ? (long)Integer : (double)Integer;

    /// <param name="value">Finite, or NaN for null.</param>
    public static ExactNumber Of(double value) => new(value, default, isInteger: false);

    public static ExactNumber Of(Int128 value) => new(default, value, isInteger: true);

    /// <summary>Whether the usual sum holds it; else the wide one takes it.</summary>
    public bool Fits() => IsInteger ? (Magnitude >> ExactSum.IntegerBits) == default : ExactSum.Fits(_number);

    /// <summary>Of an integer.</summary>
    public UInt128 Magnitude => (UInt128)Int128.Abs(Integer);

    public bool Negative => IsInteger ? Int128.IsNegative(Integer) : double.IsNegative(_number);
}
