using System.Runtime.InteropServices;
using Streaming.Events.Expressions;
using Streaming.Features.Exact;

namespace Streaming.Features.Windows;

/// <summary>
/// Where an entry that stands for all rows of a pane keeps one value's aggregates: number of values, exact sum, lowest,
/// highest, and exact sum of squares where wanted. Such an entry's word 0 is the pane's beginning, word 1 the number of rows.
/// </summary>
/// <param name="Column">The value.</param>
/// <param name="Word">First word in the entry.</param>
/// <param name="Squares">Keeps squares.</param>
sealed record PaneGroup(ValueColumn Column, int Word, bool Squares)
{
    /// <summary>Word of an entry that holds twice the number of rows, plus one for a row that must stay alone.</summary>
    public const int RowsWord = 1;

    /// <summary>First word behind the time and the number of rows.</summary>
    public const int FirstWord = 2;

    const int SumAt = 1;
    const int LowestAt = SumAt + ExactSum.Words;
    const int HighestAt = LowestAt + 1;
    const int SquaresAt = HighestAt + 1;

    public int Words => SquaresAt + (Squares ? ExactSquares.Words : 0);

    public static long Rows(ReadOnlySpan<long> entry) => entry[RowsWord] >> 1;

    /// <summary>A row with a value too large or too fine for the usual sum: it has an entry of its own, which no other row joins.</summary>
    public static bool IsAlone(ReadOnlySpan<long> entry) => (entry[RowsWord] & 1) != 0;

    public long Count(ReadOnlySpan<long> entry) => entry[Word];

    public double Lowest(ReadOnlySpan<long> entry) => BitConverter.Int64BitsToDouble(entry[Word + LowestAt]);

    public double Highest(ReadOnlySpan<long> entry) => BitConverter.Int64BitsToDouble(entry[Word + HighestAt]);

    /// <summary>Whether the value's words are such as <see cref="Add"/> leaves.</summary>
    public bool IsPart(ReadOnlySpan<long> entry) =>
        Count(entry) >= 0
        && Count(entry) <= Rows(entry)
        && double.IsFinite(Lowest(entry))
        && double.IsFinite(Highest(entry))
        && (!IsAlone(entry) || IsSingle(entry));

    /// <summary>The value of an entry that <see cref="IsAlone"/>, where it is an integer.</summary>
    public Int128 AloneInteger(ReadOnlySpan<long> entry) => ValueColumn.ToInteger(entry[Word + SumAt], entry[Word + SumAt + 1]);

    public Span<ulong> SumOf(Span<long> entry) => MemoryMarshal.Cast<long, ulong>(entry.Slice(Word + SumAt, ExactSum.Words));

    public Span<ulong> SquaresOf(Span<long> entry) => MemoryMarshal.Cast<long, ulong>(entry.Slice(Word + SquaresAt, ExactSquares.Words));

    /// <summary>Takes a row's value into an entry, which is zero where it is new.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="values">The row's values.</param>
    public void Add(Span<long> entry, ReadOnlySpan<long> values)
    {
        if (Column.Kind == ValueKind.Integer)
        {
            var integer = Column.Integer(values);
            if (integer == CompiledExpression.NullInteger)
                return;
            Add(entry, new IntegerTerm(integer));
            // Alone it has no need of its sum, whose words take the integer as it is.
            if (IsAlone(entry))
                (entry[Word + SumAt], entry[Word + SumAt + 1]) = ValueColumn.ToWords(integer);
            return;
        }

        var value = Column.Number(values);
        if (!double.IsNaN(value))
            Add(entry, new DoubleTerm(value));
    }

    void Add<TTerm>(Span<long> entry, TTerm term)
        where TTerm : struct, IExactTerm
    {
        var (first, value) = (entry[Word]++ == 0, term.Nearest);
        entry[Word + LowestAt] = BitConverter.DoubleToInt64Bits(first ? value : Math.Min(value, Lowest(entry)));
        entry[Word + HighestAt] = BitConverter.DoubleToInt64Bits(first ? value : Math.Max(value, Highest(entry)));
        if (IsAlone(entry))
            return;
        ulong[]? wide = null;
        term.AddTo(SumOf(entry), ref wide, remove: false);
        if (Squares)
            term.AddSquareTo(SquaresOf(entry), ref wide, remove: false);
    }

    bool IsSingle(ReadOnlySpan<long> entry) =>
        Rows(entry) == 1 && (Column.Kind != ValueKind.Integer || Count(entry) == 0 || ValueColumn.IsCarried(AloneInteger(entry)));
}
