using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Time;
using Streaming.Topology;

namespace Streaming.Events.Rows;

/// <summary>Typed access to the columns of a batch, without copying. The spans live as long as the batch.</summary>
public static class Columns
{
    /// <summary>
    /// Index of a column that is no feature (a field and a feature may share a name); throws a message that names it where
    /// there is none.
    /// </summary>
    public static int IndexOf(Schema schema, string name) => Find(schema, name, feature: false);

    /// <summary>Index of a feature's column, which is float32 as no field is.</summary>
    public static int FeatureIndexOf(Schema schema, string name) => Find(schema, name, feature: true);

    /// <summary>Whether there is a column of this name, field or feature.</summary>
    public static bool Has(RecordBatch batch, string name) => batch.Schema.GetFieldIndex(name) >= 0;

    /// <summary>Whether there is a feature of this name.</summary>
    public static bool HasFeature(RecordBatch batch, string name) => Place(batch.Schema, name, feature: true) >= 0;

    /// <summary>Whether there are features of all these names.</summary>
    public static bool HasFeatures(RecordBatch batch, string[] names) => System.Array.TrueForAll(names, name => HasFeature(batch, name));

    /// <summary>A column of 32-bit integers by its name.</summary>
    public static ReadOnlySpan<int> Int32(RecordBatch batch, string name) => Primitive<int>(Column(batch, name));

    /// <summary>A column of 64-bit integers by its name.</summary>
    public static ReadOnlySpan<long> Int64(RecordBatch batch, string name) => Primitive<long>(Column(batch, name));

    /// <summary>A column of times by its name, of whichever of the two types that hold one: timestamp or int64.</summary>
    public static ReadOnlySpan<Timestamp> Times(RecordBatch batch, string name) => Times(Column(batch, name));

    /// <summary>Times as an array holds them; null rows hold anything.</summary>
    public static ReadOnlySpan<Timestamp> Times(IArrowArray array) => MemoryMarshal.Cast<long, Timestamp>(Primitive<long>(array));

    /// <summary>A column of bytes by its name.</summary>
    public static ReadOnlySpan<byte> UInt8(RecordBatch batch, string name) => Primitive<byte>(Column(batch, name));

    /// <summary>A column of binary64 numbers by its name.</summary>
    public static ReadOnlySpan<double> Double(RecordBatch batch, string name) => Primitive<double>(Column(batch, name));

    /// <summary>float32, which is a feature (NaN: missing) or the score.</summary>
    public static ReadOnlySpan<float> Float(RecordBatch batch, string name) =>
        Primitive<float>(batch.Column(FeatureIndexOf(batch.Schema, name)));

    /// <summary>Strings as UTF-8, and binaries.</summary>
    public static BytesColumn Bytes(RecordBatch batch, string name) => new(Column(batch, name));

    /// <summary>One text of a column of strings; null where there is none. Not for hot paths: each is a string of its own.</summary>
    public static string? Text(RecordBatch batch, string name, int row)
    {
        var texts = Bytes(batch, name);
        return texts.IsNull(row) ? null : Encoding.UTF8.GetString(texts[row]);
    }

    /// <summary>A column of bytes of one length by its name.</summary>
    public static BytesColumn FixedBytes(RecordBatch batch, string name) => new(Column(batch, name));

    /// <summary>A column of booleans by its name.</summary>
    public static BoolColumn Bool(RecordBatch batch, string name) => new(Column(batch, name));

    /// <summary>Values of an array of fixed-width elements; null rows hold anything.</summary>
    public static ReadOnlySpan<T> Primitive<T>(IArrowArray array)
        where T : struct, IEquatable<T> =>
        array is PrimitiveArray<T> primitive
            ? primitive.Values
            : throw new StreamingException($"The column is of type {array.Data.DataType.Name}, which does not hold {typeof(T).Name}.");

    /// <summary>A column by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IArrowArray Column(RecordBatch batch, string name) => batch.Column(IndexOf(batch.Schema, name));

    static int Find(Schema schema, string name, bool feature) =>
        Place(schema, name, feature) is >= 0 and var place
            ? place
            : throw new StreamingException($"The batch has no {(feature ? "feature" : "column")} {name}.");

    static int Place(Schema schema, string name, bool feature)
    {
        var fields = schema.FieldsList;
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].DataType is FloatType == feature && string.Equals(fields[i].Name, name, StringComparison.Ordinal))
                return i;
        }
        return -1;
    }
}
