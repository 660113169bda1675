using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows.Builders;
using Streaming.Topology;

namespace Streaming.Events.Rows;

/// <summary>
/// Rows written under another version of a topology, in the columns of this one: found by name, null where the rows have no
/// such field, NaN where they have no such feature, without what this version does not know. Columns are shared, not copied.
/// </summary>
public static class RowConform
{
    /// <returns>The same rows under <paramref name="wanted"/> itself, so that batches of one schema share its instance.</returns>
    /// <exception cref="StreamingException">A column that cannot be missing is, or is of another type.</exception>
    public static RecordBatch To(RecordBatch rows, Schema wanted)
    {
        if (ReferenceEquals(rows.Schema, wanted))
            return rows;
        var had = rows.Schema.FieldsList;
        var arrays = new IArrowArray[wanted.FieldsList.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var field = wanted.FieldsList[i];
            // As a rule it is at its place.
            var at = i < had.Count && Is(had[i], field) ? i : IndexOf(had, field);
            arrays[i] = at >= 0 ? Typed(rows.Column(at), field) : Missing(field, rows.Length);
        }
        return new RecordBatch(wanted, arrays, rows.Length);
    }

    static int IndexOf(IReadOnlyList<Field> fields, Field wanted)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (Is(fields[i], wanted))
                return i;
        }
        return -1;
    }

    /// <summary>A field and a feature may share a name; a feature is float32, as no field is.</summary>
    static bool Is(Field field, Field wanted) =>
        field.DataType is FloatType == wanted.DataType is FloatType && string.Equals(field.Name, wanted.Name, StringComparison.Ordinal);

    static IArrowArray Typed(IArrowArray array, Field field) =>
        array.Data.DataType.TypeId == field.DataType.TypeId
            ? array
            : throw new StreamingException(
                $"The rows hold {field.Name} as {array.Data.DataType.Name}, and the topology says {field.DataType.Name}."
            );

    static IArrowArray Missing(Field field, int count)
    {
        if (field.DataType is FloatType)
        {
            var none = new float[count];
            System.Array.Fill(none, float.NaN);
            return new FloatArray(
                new ArrowBuffer(System.Runtime.InteropServices.MemoryMarshal.AsBytes(none.AsSpan()).ToArray()),
                ArrowBuffer.Empty,
                count,
                0,
                0
            );
        }
        if (!field.IsNullable)
            throw new StreamingException($"The rows have no {field.Name}, which the topology requires.");
        var nulls = ColumnBuilder.For(field.DataType);
        for (var i = 0; i < count; i++)
            nulls.AppendNull();
        return nulls.Build();
    }
}
