using Streaming.Events.Formats;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>A JSON object a record: its members are the fields.</summary>
sealed class JsonFormat : IRecordFormat
{
    public IRowDecoder Decoder(RowSchema schema, RowBuilder rows, UnknownFields unknown, string? idField) =>
        new JsonRowDecoder(schema, rows, unknown, idField);

    public byte[] Encode(byte[] fields, string topic, string idField) => fields;
}
