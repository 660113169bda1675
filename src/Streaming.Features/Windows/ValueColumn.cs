using Streaming.Events.Expressions;
using Streaming.Features.Exact;
using Streaming.Topology.Expressions;
using Streaming.Topology.Numbers;

namespace Streaming.Features.Windows;

/// <summary>A value of a row that windows aggregate.</summary>
/// <param name="Expression">Over the input's fields.</param>
/// <param name="Kind">What is kept of it.</param>
/// <param name="Position">First word among the row's values.</param>
sealed record ValueColumn(Expr Expression, ValueKind Kind, int Position)
{
    public int Words => Kind == ValueKind.Number ? 1 : 2;

    /// <summary>What <see cref="ValueReader"/> left of a row's value, of kind <see cref="ValueKind.Number"/>; NaN is null.</summary>
    /// <param name="words">The row's values.</param>
    public double Number(ReadOnlySpan<long> words) => BitConverter.Int64BitsToDouble(words[Position]);

    /// <summary>The same of kind <see cref="ValueKind.Integer"/>; <see cref="CompiledExpression.NullInteger"/> is null.</summary>
    /// <param name="words">The row's values.</param>
    public Int128 Integer(ReadOnlySpan<long> words) => ToInteger(words[Position], words[Position + 1]);

    /// <summary>Whether a row's value needs the sum that spans all doubles.</summary>
    /// <param name="words">The row's values.</param>
    public bool NeedsWideSum(ReadOnlySpan<long> words)
    {
        if (Kind == ValueKind.Integer)
            return Integer(words) is var integer && integer != CompiledExpression.NullInteger && !ExactSum.Fits(integer);
        var number = Number(words);
        return !double.IsNaN(number) && !ExactSum.Fits(number);
    }

    /// <summary>Whether a row's words may have been left by <see cref="ValueReader"/>.</summary>
    /// <param name="words">The row's values.</param>
    public bool IsValue(ReadOnlySpan<long> words) =>
        Kind switch
        {
            ValueKind.Number => !double.IsInfinity(Number(words)),
            ValueKind.Integer => Integer(words) is var integer && (integer == CompiledExpression.NullInteger || IsCarried(integer)),
            _ => true,
        };

    /// <summary>An integer as two words; null, the one value that no expression has, is zero in both.</summary>
    public static (long Low, long High) ToWords(Int128 integer)
    {
        var bits = integer ^ CompiledExpression.NullInteger;
        return ((long)(ulong)bits, (long)(ulong)(bits >> 64));
    }

    /// <summary>The integer that <see cref="ToWords"/> wrote.</summary>
    public static Int128 ToInteger(long low, long high) => new Int128((ulong)high, (ulong)low) ^ CompiledExpression.NullInteger;

    /// <summary>Whether an integer is one that an expression can have.</summary>
    public static bool IsCarried(Int128 integer) =>
        integer != CompiledExpression.NullInteger && ((UInt128)Int128.Abs(integer) >> DecimalText.MostBits) <= UInt128.One;
}
