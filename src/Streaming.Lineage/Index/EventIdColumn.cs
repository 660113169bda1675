using System.Buffers.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Topology;

namespace Streaming.Lineage.Index;

/// <summary>
/// The column that identifies events, read as text: a string's UTF-8 bytes, an integer's decimal digits. An id typed on a
/// command line is found whichever of the two the topology declares.
/// </summary>
readonly ref struct EventIdColumn
{
    readonly BytesColumn _texts;
    readonly ReadOnlySpan<long> _numbers;
    readonly NullMask _nulls;

    public EventIdColumn(RecordBatch batch, string name)
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
            throw new StreamingException($"Events cannot be looked up by {name}: declare it as string or int.");
    }

    public int Length { get; }

    bool IsText { get; }

    public bool IsNull(int row) => _nulls.IsNull(row);

    /// <summary>The id's text; <paramref name="digits"/> (20 bytes) holds it where it is a number.</summary>
    public ReadOnlySpan<byte> Text(int row, Span<byte> digits)
    {
        if (IsText)
            return _texts[row];
        Utf8Formatter.TryFormat(_numbers[row], digits, out var written);
        return digits[..written];
    }

    /// <summary>Hashes of all ids; nulls are left out.</summary>
    public void AddHashes(List<ulong> hashes)
    {
        Span<byte> digits = stackalloc byte[20];
        for (var i = 0; i < Length; i++)
        {
            if (!IsNull(i))
                hashes.Add(EventIdHash.Of(Text(i, digits)));
        }
    }

    /// <summary>Rows with this id.</summary>
    public void AddRowsWith(ReadOnlySpan<byte> id, List<int> rows)
    {
        Span<byte> digits = stackalloc byte[20];
        for (var i = 0; i < Length; i++)
        {
            if (!IsNull(i) && Text(i, digits).SequenceEqual(id))
                rows.Add(i);
        }
    }
}
