using System.Buffers.Text;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Time;

namespace Streaming.Events.Rows;

/// <summary>
/// A field's values as text, whatever its type: what a record key holds, and what keys are hashed by. Strings as they are,
/// integers in decimal, times as ISO 8601 in UTC, booleans <c>true</c> and <c>false</c>, doubles in their shortest form.
/// </summary>
public readonly ref struct TextColumn
{
    /// <summary>Bytes a caller must lend to <see cref="Text"/>.</summary>
    public const int ScratchBytes = 32;

    readonly FieldKind _kind;
    readonly BytesColumn _bytes;
    readonly BoolColumn _bools;
    readonly ReadOnlySpan<long> _longs;
    readonly ReadOnlySpan<double> _doubles;
    readonly NullMask _nulls;

    /// <param name="batch">Where it is.</param>
    /// <param name="name">The column's.</param>
    public TextColumn(RecordBatch batch, string name)
        : this(Columns.Column(batch, name)) { }

    /// <exception cref="ArgumentException">The array holds something else.</exception>
    public TextColumn(IArrowArray array)
    {
        _nulls = new NullMask(array);
        switch (array.Data.DataType)
        {
            case BooleanType:
                _kind = FieldKind.Bool;
                _bools = new BoolColumn(array);
                break;
            case Int64Type:
                _kind = FieldKind.Int;
                _longs = Columns.Primitive<long>(array);
                break;
            case TimestampType:
                _kind = FieldKind.Time;
                _longs = Columns.Primitive<long>(array);
                break;
            case DoubleType:
                _kind = FieldKind.Double;
                _doubles = Columns.Primitive<double>(array);
                break;
            default:
                _kind = FieldKind.Bytes;
                _bytes = new BytesColumn(array);
                break;
        }
    }

    enum FieldKind
    {
        Bytes,
        Bool,
        Int,
        Time,
        Double,
    }

    /// <summary>Whether a row has no text.</summary>
    public bool IsNull(int row) => _nulls.IsNull(row);

    /// <summary>Text of the row; empty where it is null. May lie in <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<byte> Text(int row, Span<byte> scratch)
    {
        if (_kind == FieldKind.Bytes)
            return _bytes[row];
        if (_nulls.IsNull(row))
            return default;
        var written = 0;
        switch (_kind)
        {
            case FieldKind.Int:
                Utf8Formatter.TryFormat(_longs[row], scratch, out written);
                break;
            case FieldKind.Time:
                written = IsoTime.Format(new Timestamp(_longs[row]), scratch);
                break;
            case FieldKind.Double:
                _doubles[row].TryFormat(scratch, out written, default, CultureInfo.InvariantCulture);
                break;
            default:
                return _bools[row] ? "true"u8 : "false"u8;
        }
        return scratch[..written];
    }
}
