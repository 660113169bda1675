using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Learning.Data;

namespace Streaming.Application.ExportDataset;

/// <summary>
/// A dataset as a table: event time, label, group, then the features as the model saw them, missing ones as null. Rows by event time. The
/// columns of a table of one dataset never change, nor do its batches: so its bytes as Arrow are the same for ever.
/// </summary>
static class DatasetTable
{
    const int RowsPerBatch = 65_536;

    public static Schema Schema(TrainingSet set) =>
        new(
            [
                new Field("_event_time", new TimestampType(TimeUnit.Microsecond, "UTC"), nullable: false),
                new Field("_label", BooleanType.Default, nullable: false),
                new Field("_group", Int32Type.Default, nullable: false),
                .. set.FeatureNames.Select(name => new Field(name, FloatType.Default, nullable: true)),
            ],
            metadata: null
        );

    public static IEnumerable<RecordBatch> Batches(TrainingSet set)
    {
        var schema = Schema(set);
        for (var from = 0; from < set.Count; from += RowsPerBatch)
            yield return Batch(schema, set, from, Math.Min(RowsPerBatch, set.Count - from));
    }

    static RecordBatch Batch(Schema schema, TrainingSet set, int from, int rows)
    {
        var times = new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC"));
        var labels = new BooleanArray.Builder();
        var groups = new Int32Array.Builder();
        for (var row = from; row < from + rows; row++)
        {
            times.Append(set.EventTimes[row].ToDateTimeOffset());
            labels.Append(set.Labels[row]);
            groups.Append(set.Groups?[row] ?? 0);
        }

        return new RecordBatch(
            schema,
            [times.Build(), labels.Build(), groups.Build(), .. set.FeatureNames.Select((_, feature) => Feature(set, feature, from, rows))],
            rows
        );
    }

    static FloatArray Feature(TrainingSet set, int feature, int from, int rows)
    {
        var values = new FloatArray.Builder();
        for (var row = from; row < from + rows; row++)
        {
            var value = set.Row(row)[feature];
            if (float.IsNaN(value))
                values.AppendNull();
            else
                values.Append(value);
        }

        return values.Build();
    }
}
