using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Topology.Model;

namespace Streaming.Events.Rows;

/// <summary>
/// Columns of a batch of rows: system columns, declared fields, the unknown members where they are kept, then features
/// (float32, NaN = missing), of which one may be a field once more under the same name. Immutable; batches of one schema share the same
/// <see cref="Arrow"/> instance.
/// </summary>
public sealed class RowSchema
{
    /// <summary>string, nullable: undeclared members of an event as one JSON object (<see cref="UnknownFields.Keep"/>).</summary>
    public const string UnknownColumn = "_unknown";

    static readonly Field[] System =
    [
        new(SystemColumns.Partition, Int32Type.Default, nullable: false),
        new(SystemColumns.Offset, Int64Type.Default, nullable: false),
        new(SystemColumns.SourceTime, Int64Type.Default, nullable: false),
        new(SystemColumns.ArrivalTime, Int64Type.Default, nullable: false),
        new(SystemColumns.EventTime, Int64Type.Default, nullable: false),
        new(SystemColumns.Flags, UInt8Type.Default, nullable: false),
    ];

    RowSchema(IReadOnlyList<FieldModel> fields, IReadOnlyList<string> features, bool keepsUnknown)
    {
        Fields = fields;
        Features = features;
        KeepsUnknown = keepsUnknown;
        List<Field> columns = [.. System];
        columns.AddRange(fields.Select(f => new Field(f.Name, ArrowTypes.Of(f.Type), f.Optional)));
        if (keepsUnknown)
            columns.Add(new Field(UnknownColumn, StringType.Default, nullable: true));
        columns.AddRange(features.Select(f => new Field(f, FloatType.Default, nullable: false)));
        Arrow = new Schema(columns, metadata: null);
    }

    /// <summary>Declared fields, in their order.</summary>
    public IReadOnlyList<FieldModel> Fields { get; }

    /// <summary>Features that the rows have already, in their order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Whether there is a column for what was not declared.</summary>
    public bool KeepsUnknown { get; }

    /// <summary>All columns as Arrow has them.</summary>
    public Schema Arrow { get; }

    /// <summary>Number of system columns; declared fields begin at this column.</summary>
    public static int SystemCount => System.Length;

    /// <summary>Index of the first feature column.</summary>
    public int FirstFeature => SystemCount + Fields.Count + (KeepsUnknown ? 1 : 0);

    /// <summary>Rows of given fields and features.</summary>
    public static RowSchema Create(IReadOnlyList<FieldModel> fields, IReadOnlyList<string>? features = null, bool keepsUnknown = false) =>
        new(fields, features ?? [], keepsUnknown);

    /// <summary>Rows as validation leaves them: the source's fields, no features yet.</summary>
    public static RowSchema ForSource(SourceModel source) =>
        Create(source.Fields, keepsUnknown: source.UnknownFields == UnknownFields.Keep);

    /// <summary>Rows of labels, as validation leaves them.</summary>
    public static RowSchema ForLabels(LabelsModel labels) => Create(labels.Fields);

    /// <summary>The same rows with more features behind the ones they have.</summary>
    public RowSchema WithFeatures(IEnumerable<string> more) => new(Fields, [.. Features, .. more], KeepsUnknown);
}
