using System.Buffers.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology;

namespace Streaming.Lineage.Index;

/// <summary>
/// A column that records are looked up by, read as text: a string's UTF-8 bytes, an integer's decimal digits. An id or key typed on a
/// command line is found whichever of the two the topology declares.
/// </summary>
readonly ref struct LookupColumn
{
    /// <summary>The longest integer.</summary>
    const int MostDigits = 20;

    readonly BytesColumn _texts;
    readonly ReadOnlySpan<long> _numbers;
    readonly NullMask _nulls;

    public LookupColumn(RecordBatch batch, string name)
    {
        var column = Columns.Column(batch, name);
        Length = column.Length;
        _nulls = new NullMask(column);
        IsText = column is BinaryArray;
        if (IsText)
            _texts = Columns.Bytes(batch, name);
        else if (column is PrimitiveArray<long> numbers)
            _numbers = numbers.Values;
        else
            throw new StreamingException($"Records cannot be looked up by {name}: declare it as string or int.");
    }

    public int Length { get; }

    bool IsText { get; }

    /// <summary>Hashes of all event ids; nulls are left out.</summary>
    public void AddEventIds(List<ulong> hashes)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        for (var i = 0; i < Length; i++)
        {
            if (!_nulls.IsNull(i))
                hashes.Add(LookupHash.Of(FilterKinds.EventIds, Text(i, digits)));
        }
    }

    /// <summary>Hashes of the keys that are new; nulls are left out.</summary>
    public void AddKeys(List<ulong> hashes, DistinctHashes known)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        for (var i = 0; i < Length; i++)
        {
            if (!_nulls.IsNull(i) && LookupHash.Of(FilterKinds.Keys, Text(i, digits)) is var hash && known.Add(hash))
                hashes.Add(hash);
        }
    }

    /// <summary>Rows with this text.</summary>
    public void AddRowsWith(ReadOnlySpan<byte> text, List<int> rows)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        for (var i = 0; i < Length; i++)
        {
            if (!_nulls.IsNull(i) && Text(i, digits).SequenceEqual(text))
                rows.Add(i);
        }
    }

    /// <summary>The row's text; <paramref name="digits"/> holds it where it is a number.</summary>
    ReadOnlySpan<byte> Text(int row, Span<byte> digits)
    {
        if (IsText)
            return _texts[row];
        Utf8Formatter.TryFormat(_numbers[row], digits, out var written);
        return digits[..written];
    }
}
