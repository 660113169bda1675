using Apache.Arrow;
using Apache.Arrow.Arrays;
using Streaming.Events.Time;

namespace Streaming.Lineage.Lookup;

/// <summary>One cell as a plain value, for people: not for hot paths.</summary>
public static class CellValue
{
    /// <summary>string, bool, int, long, double, float, byte, byte[], <see cref="DateTimeOffset"/> or null.</summary>
    public static object? Of(IArrowArray column, int row)
    {
        if (column.IsNull(row))
            return null;
        return column switch
        {
            StringArray text => text.GetString(row),
            BinaryArray bytes => bytes.GetBytes(row).ToArray(),
            FixedSizeBinaryArray bytes => bytes.GetBytes(row).ToArray(),
            TimestampArray time => Time(new Timestamp(time.Values[row])),
            BooleanArray flag => flag.GetValue(row),
            Int64Array number => number.GetValue(row),
            Int32Array number => number.GetValue(row),
            UInt8Array number => number.GetValue(row),
            DoubleArray number => number.GetValue(row),
            FloatArray number => number.GetValue(row),
            _ => throw new NotSupportedException($"A value of type {column.Data.DataType.Name} cannot be shown."),
        };
    }

    /// <summary>A time of no date in the calendar, which bytes can hold and validation does not accept, is left a number.</summary>
    static object Time(Timestamp time) => time.IsInCalendar ? time.ToDateTimeOffset() : time.Micros;
}
