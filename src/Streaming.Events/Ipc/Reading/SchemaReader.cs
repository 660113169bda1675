using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;

namespace Streaming.Events.Ipc.Reading;

/// <summary>Reads the columns that rows use from a schema message; anything else is refused by name.</summary>
static class SchemaReader
{
    public static Schema Read(FlatTable schema)
    {
        if (schema.Int16(0) != 0)
            throw new ArrowIpcException("it was written on a big-endian machine");
        schema.Vector(1, 4, out var count);
        var fields = new Field[count];
        for (var i = 0; i < count; i++)
        {
            var field = schema.TableAt(1, i);
            var name = field.Text(0);
            field.Vector(5, 4, out var children);
            if (children > 0 || field.Has(4))
                throw new ArrowIpcException($"column {name} is nested or encoded with a dictionary, which rows do not use");
            fields[i] = new Field(name, Type(field, name), field.Byte(1) != 0);
        }
        return new Schema(fields, metadata: null);
    }

    /// <summary>The members of the union Type of Arrow's Schema.fbs that rows use.</summary>
    static IArrowType Type(FlatTable field, string name)
    {
        var type = field.Table(3);
        return field.Byte(2) switch
        {
            2 => Integer(type.Int32(0), signed: type.Byte(1) != 0, name),
            3 => type.Int16(0) switch
            {
                1 => FloatType.Default,
                2 => DoubleType.Default,
                _ => throw Unused(name),
            },
            4 => BinaryType.Default,
            5 => StringType.Default,
            6 => BooleanType.Default,
            10 => type.Int16(0) == 2 ? Timestamp(type.Text(1)) : throw Unused(name),
            15 => type.Int32(0) is > 0 and var width && new FixedSizeBinaryType(width) is var binary && ArrowIpc.Holds(binary)
                ? binary
                : throw Unused(name),
            _ => throw Unused(name),
        };
    }

    static IArrowType Integer(int bits, bool signed, string name) =>
        (bits, signed) switch
        {
            (32, true) => Int32Type.Default,
            (64, true) => Int64Type.Default,
            (8, false) => UInt8Type.Default,
            _ => throw Unused(name),
        };

    static TimestampType Timestamp(string zone) =>
        zone == ArrowTypes.Timestamp.Timezone
            ? ArrowTypes.Timestamp
            : new TimestampType(TimeUnit.Microsecond, zone.Length == 0 ? null : zone);

    static ArrowIpcException Unused(string name) => new($"column {name} is of a type that rows do not use");
}
