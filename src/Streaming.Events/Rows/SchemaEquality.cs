using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows;

/// <summary>Whether two batches have the same columns: names, types and nullability in the same order.</summary>
public static class SchemaEquality
{
    /// <summary>Whether two schemas have the same columns in the same order.</summary>
    public static bool Same(Schema left, Schema right) => ReferenceEquals(left, right) || Difference(left, right) is null;

    /// <summary>The first difference in words; null where there is none.</summary>
    public static string? Difference(Schema left, Schema right)
    {
        var count = Math.Max(left.FieldsList.Count, right.FieldsList.Count);
        for (var c = 0; c < count; c++)
        {
            var l = c < left.FieldsList.Count ? Describe(left.FieldsList[c]) : "nothing";
            var r = c < right.FieldsList.Count ? Describe(right.FieldsList[c]) : "nothing";
            if (!string.Equals(l, r, StringComparison.Ordinal))
                return $"column {c} is {l} in one and {r} in the other.";
        }
        return null;
    }

    static string Describe(Field field) => $"{field.Name} ({TypeName(field.DataType)}{(field.IsNullable ? ", optional" : "")})";

    static string TypeName(IArrowType type) =>
        type switch
        {
            TimestampType timestamp => $"timestamp {timestamp.Unit} {timestamp.Timezone}",
            FixedSizeBinaryType binary => $"{binary.ByteWidth} bytes",
            _ => type.Name,
        };
}
