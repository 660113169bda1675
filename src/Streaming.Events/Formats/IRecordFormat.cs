using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Formats;

/// <summary>How the fields of an event or a label become the value of a Kafka record, and come out of it again.</summary>
public interface IRecordFormat
{
    /// <summary>A decoder of records from outside.</summary>
    /// <param name="schema">What to decode to.</param>
    /// <param name="rows">Where to; its columns are those of <paramref name="schema"/>.</param>
    /// <param name="unknown">What happens to fields that are not declared.</param>
    /// <param name="idField">The field whose text is given for a record that failed.</param>
    IRowDecoder Decoder(RowSchema schema, RowBuilder rows, UnknownFields unknown, string? idField);

    /// <summary>The value of a record. What is no JSON object goes out as it is, in whatever surrounds an event in this format.</summary>
    /// <param name="fields">The fields, one JSON object.</param>
    /// <param name="topic">Topic of the record.</param>
    /// <param name="idField">The field that identifies the event.</param>
    byte[] Encode(byte[] fields, string topic, string idField);
}
