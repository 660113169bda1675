using Streaming.Events.Formats;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.CloudEvents;

/// <summary>
/// CloudEvents 1.0 in structured content mode with JSON data (CloudEvents JSON Event Format 1.0.2, Kafka Protocol Binding 1.0.2): the
/// members of <c>data</c> are the fields, and a field declared as <c>ce_</c> and an attribute's name is that attribute, as its
/// header is called in binary mode. In binary mode the value is the data itself, which is <see cref="Json.JsonFormat"/>.
/// </summary>
sealed class CloudEventsFormat : IRecordFormat
{
    public IRowDecoder Decoder(RowSchema schema, RowBuilder rows, UnknownFields unknown, string? idField) =>
        new CloudEventDecoder(schema, rows, unknown, idField);

    public byte[] Encode(byte[] fields, string topic, string idField) => new CloudEventWriter(topic, idField).Write(fields);
}
