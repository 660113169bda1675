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

    /// <summary>What <see cref="ValueReader"/> left of a row's value that is added up; null for none.</summary>
    /// <param name="words">The row's values.</param>
    public ExactNumber? Number(ReadOnlySpan<long> words) =>
        Kind == ValueKind.Integer ? Integer(words[Position], words[Position + 1]) : Double(words[Position]);

    /// <summary>Whether a row's words may have been left by <see cref="ValueReader"/>.</summary>
    /// <param name="words">The row's values.</param>
    public bool IsValue(ReadOnlySpan<long> words) => Kind switch
    {
        ValueKind.Number => !double.IsInfinity(BitConverter.Int64BitsToDouble(words[Position])),
        ValueKind.Integer => Integer(words[Position], words[Position + 1]) is not { } number || IsCarried(number),
        _ => true,
    };

    /// <summary>An integer as two words; null, the one value that no expression has, is zero in both.</summary>
    public static (long Low, long High) ToWords(Int128 integer)
    {
        var bits = integer ^ CompiledExpression.NullInteger;
        return ((long)(ulong)bits, (long)(ulong)(bits >> 64));
    }

    /// <summary>The integer that <see cref="ToWords"/> wrote.</summary>
    public static ExactNumber? Integer(long low, long high) =>
        (low | high) == 0 ? null : ExactNumber.Of(new Int128((ulong)high, (ulong)low) ^ CompiledExpression.NullInteger);

    /// <summary>Whether an integer is one that an expression can have.</summary>
    public static bool IsCarried(ExactNumber integer) => (integer.Magnitude >> DecimalText.MostBits) <= UInt128.One;

    static ExactNumber? Double(long word)
    {
        var number = BitConverter.Int64BitsToDouble(word);
        return double.IsNaN(number) ? null : ExactNumber.Of(number);
    }
}
