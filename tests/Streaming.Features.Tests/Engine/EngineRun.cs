using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Features.Tests.Engine;

/// <summary>Takes released rows through an engine.</summary>
static class EngineRun
{
    const long Second = 1_000_000;

    static readonly RowSchema Events = RowSchema.ForSource(Windows.Topology.Source);
    static readonly RowSchema Labels = RowSchema.ForLabels(Windows.Topology.Labels!);

    public static (RecordBatch? Events, RecordBatch? Labels, int[] LabelBefore, long Clock) Build(ReleasedBatch batch)
    {
        var events = new RowBuilder(Events.Arrow);
        var labels = new RowBuilder(Labels.Arrow);
        var before = new List<int>();
        foreach (var row in batch.Rows)
        {
            if (row.Label)
                before.Add(events.Length);
            var builder = row.Label ? labels : events;
            Append(builder, row);
            if (row.Label)
            {
                builder.Fixed<long>("known").Append(row.Time * Second);
                builder.Bool("good").Append(true);
            }
            builder.CommitRow();
        }
        return (events.Length == 0 ? null : events.Build(), labels.Length == 0 ? null : labels.Build(), [.. before], batch.Clock * Second);
    }

    public static RecordBatch? Process(FeatureEngine engine, ReleasedBatch batch)
    {
        var (events, labels, before, clock) = Build(batch);
        return engine.Process(events, labels, before, new Timestamp(clock));
    }

    /// <summary>One feature's values over all batches.</summary>
    public static float[] Column(IEnumerable<RecordBatch?> batches, FeatureModel feature) =>
        [.. batches.OfType<RecordBatch>().SelectMany(b => Columns.Float(b, feature.Name).ToArray())];

    static void Append(RowBuilder builder, Released row)
    {
        builder.Fixed<int>(SystemColumns.Partition).Append(0);
        builder.Fixed<long>(SystemColumns.Offset).Append(0);
        builder.Fixed<long>(SystemColumns.SourceTime).Append(0);
        builder.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
        builder.Fixed<long>(SystemColumns.EventTime).Append(row.Time * Second);
        builder.Fixed<byte>(SystemColumns.Flags).Append((byte)(row.Early ? RowFlags.Early : RowFlags.None));
        builder.Bytes("id").Append("id"u8);
        builder.Fixed<long>("time").Append((row.Label ? row.Labelled : row.Time) * Second);
        Append(builder.Bytes("key"), row.Key);
        Append(builder.Bytes("text"), row.Text);
        if (row.X is { } x)
            builder.Fixed<double>("x").Append(x);
        else
            builder.Fixed<double>("x").AppendNull();
    }

    static void Append(BytesColumnBuilder builder, string? text)
    {
        if (text is null)
            builder.AppendNull();
        else
            builder.Append(Encoding.UTF8.GetBytes(text));
    }
}
