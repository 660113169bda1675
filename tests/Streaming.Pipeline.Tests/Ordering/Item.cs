using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Ordering;

enum ItemKind
{
    Row,
    Rejected,
    Watermark,
}

/// <summary>One record of an input's log.</summary>
sealed record Item(ItemKind Kind, long Offset, long Time, string Id = "", RowFlags Flags = RowFlags.None);

static class Items
{
    static readonly RowSchema Rows = RowSchema.Create([new FieldModel("id", FieldType.String)]);

    public static Item Row(long offset, long time, string id) => new(ItemKind.Row, offset, time, id);

    public static Item Rejected(long offset) => new(ItemKind.Rejected, offset, 0);

    public static Item Mark(long offset, long time) => new(ItemKind.Watermark, offset, time);

    public static Item Idle(long offset) => new(ItemKind.Watermark, offset, Watermark.Idle.Micros);

    public static MergeInput Input(RowContent content, int partition, InputKind kind = InputKind.Source, InputPosition? start = null) =>
        new(kind, content, "id", start ?? new InputPosition(content.ToString(), partition, 0));

    /// <summary>A piece of an outside topic.</summary>
    public static MergeSlice Slice(params IReadOnlyList<Item> items) =>
        new()
        {
            Rows = RowsOf(items),
            Rejected = RejectedOf(items),
            Watermarks =
            [
                .. items.Where(i => i.Kind == ItemKind.Watermark).Select(i => new WatermarkRecord(i.Offset, new Timestamp(i.Time))),
            ],
            NextOffset = items.Count == 0 ? 0 : items[^1].Offset + 1,
            Bytes = items.Count * 100,
        };

    /// <summary>A channel message: its rows, then its watermark.</summary>
    public static MergeSlice Message(long offset, IReadOnlyList<Item> rows, long watermark) =>
        new()
        {
            Rows = RowsOf(rows),
            Watermarks = [new WatermarkRecord(offset, new Timestamp(watermark))],
            MessageOffset = offset,
            NextOffset = offset + 1,
            Bytes = rows.Count * 100,
        };

    static RecordBatch? RowsOf(IReadOnlyList<Item> items)
    {
        var builder = new RowBuilder(Rows.Arrow);
        foreach (var item in items.Where(i => i.Kind == ItemKind.Row))
        {
            builder.Fixed<int>(SystemColumns.Partition).Append(0);
            builder.Fixed<long>(SystemColumns.Offset).Append(item.Offset);
            builder.Fixed<long>(SystemColumns.SourceTime).Append(0);
            builder.Fixed<long>(SystemColumns.ArrivalTime).Append(0);
            builder.Fixed<long>(SystemColumns.EventTime).Append(item.Time);
            builder.Fixed<byte>(SystemColumns.Flags).Append((byte)item.Flags);
            builder.Bytes("id").Append(System.Text.Encoding.UTF8.GetBytes(item.Id));
            builder.CommitRow();
        }
        return builder.Length == 0 ? null : builder.Build();
    }

    static RecordBatch? RejectedOf(IReadOnlyList<Item> items)
    {
        var offsets = items.Where(i => i.Kind == ItemKind.Rejected).Select(i => i.Offset).ToArray();
        if (offsets.Length == 0)
            return null;
        var builder = new RowBuilder(new Schema([RejectedSchema.Arrow.GetFieldByName(SystemColumns.Offset)], metadata: null));
        foreach (var offset in offsets)
        {
            builder.Fixed<long>(SystemColumns.Offset).Append(offset);
            builder.CommitRow();
        }
        return builder.Build();
    }
}
