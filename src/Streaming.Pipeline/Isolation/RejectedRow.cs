using System.Text;
using Apache.Arrow;
using Streaming.Events.Formats;
using Streaming.Events.Json;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;
using Streaming.Validation.Rejections;

namespace Streaming.Pipeline.Isolation;

/// <summary>A row of a channel as a rejected record: its bytes stayed with the first stage, so its fields stand for them, in the
/// format of its topic.</summary>
sealed class RejectedRow(TopologyModel topology)
{
    readonly RejectedTable _table = new(Validator.DefaultRawLimit);

    /// <summary>The record, alone in a table.</summary>
    public RecordBatch Of(RecordBatch rows, int row, RowContent content, string detail)
    {
        var labels = content == RowContent.Labels;
        var record = new RawBatchBuilder(RowIsolation.TopicOf(topology, content), Columns.Int32(rows, SystemColumns.Partition)[row]);
        var key = labels ? null : Text(rows, topology.Source.Key, row);
        record.Append(
            Columns.Int64(rows, SystemColumns.Offset)[row],
            Columns.Times(rows, SystemColumns.SourceTime)[row],
            Encoding.UTF8.GetBytes(key ?? ""),
            key is not null,
            labels ? Label(rows, row, topology.Labels!) : Event(rows, row),
            hasValue: true
        );
        _table.Append(
            record.Build(Columns.Times(rows, SystemColumns.ArrivalTime)[row]),
            0,
            new RowFault(ReasonCode.Failed, null, detail),
            Text(rows, labels ? topology.Labels!.Id : topology.Source.Id, row)
        );
        return _table.Build();
    }

    byte[] Event(RecordBatch rows, int row)
    {
        var source = topology.Source;
        return RecordFormats.Of(source.Format).Encode(RowJson.Write(rows, row, source.Fields), source.Topic, source.Id);
    }

    static byte[] Label(RecordBatch rows, int row, LabelsModel labels) =>
        RecordFormats.Of(labels.Format).Encode(RowJson.Write(rows, row, labels.Fields), labels.Topic, labels.Id);

    static string Text(RecordBatch rows, string column, int row)
    {
        Span<byte> scratch = stackalloc byte[TextColumn.ScratchBytes];
        return Encoding.UTF8.GetString(new TextColumn(rows, column).Text(row, scratch));
    }
}
