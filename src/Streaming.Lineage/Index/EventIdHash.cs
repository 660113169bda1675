using System.Buffers.Text;
using System.IO.Hashing;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Lineage;

/// <summary>64-bit XXH3 of an event id's text: UTF-8 of a string, decimal digits of an integer or timestamp. Part of the stored format.</summary>
public static class EventIdHash
{
    public static ulong Of(ReadOnlySpan<byte> utf8) => XxHash3.HashToUInt64(utf8);

    public static ulong Of(string id) => Of(System.Text.Encoding.UTF8.GetBytes(id));

    /// <summary>Hashes of a column's values; nulls are left out.</summary>
    public static void AddColumn(IArrowArray column, List<ulong> hashes)
    {
        Span<byte> digits = stackalloc byte[20];
        for (var i = 0; i < column.Length; i++)
        {
            if (column.IsNull(i))
                continue;
            hashes.Add(Of(Text(column, i, digits)));
        }
    }

    /// <summary>The id's text as it is hashed and compared.</summary>
    public static ReadOnlySpan<byte> Text(IArrowArray column, int row, Span<byte> digits)
    {
        switch (column)
        {
            case BinaryArray text:
                return text.GetBytes(row);
            case PrimitiveArray<long> number:
                Utf8Formatter.TryFormat(number.GetValue(row)!.Value, digits, out var written);
                return digits[..written];
            default:
                throw new NotSupportedException($"An event id of type {column.Data.DataType.Name} cannot be looked up; declare it as string or int.");
        }
    }
}
