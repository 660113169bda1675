using Apache.Arrow.Types;
using Streaming.Topology.Model;

namespace Streaming.Events.Rows;

/// <summary>How declared field types are stored in Arrow columns.</summary>
public static class ArrowTypes
{
    /// <summary>Microseconds since 1970-01-01 UTC in an int64.</summary>
    public static TimestampType Timestamp { get; } = new(TimeUnit.Microsecond, "UTC");

    /// <summary>The column type that holds a field of a type.</summary>
    public static IArrowType Of(FieldType type) =>
        type switch
        {
            FieldType.String => StringType.Default,
            FieldType.Bool => BooleanType.Default,
            FieldType.Int => Int64Type.Default,
            FieldType.Double => DoubleType.Default,
            FieldType.Timestamp => Timestamp,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a field type"),
        };
}
