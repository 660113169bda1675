using System.Text.Json.Serialization;
using Streaming.Events.Predictions;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Kafka.Reading;

namespace Streaming.Application.Quarantine;

/// <summary>A record of a quarantine topic, its texts made safe for a terminal.</summary>
/// <param name="Address"><c>partition:offset</c> on that topic: what the record is called by.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Rule">The rule that it broke; null: none that is declared.</param>
/// <param name="Detail">What was wrong, in a sentence.</param>
/// <param name="Source">Where it came from: topic/partition/offset.</param>
/// <param name="LineageId">Its address in lineage.</param>
/// <param name="RejectedAt">When.</param>
/// <param name="Key">As text; null: it had none.</param>
/// <param name="Value">As text, cut in lists; null: it had none.</param>
/// <param name="Cut">The value was too large for the topic: only its beginning is there.</param>
public sealed record QuarantinedRecord(
    string Address,
    string Reason,
    string? Rule,
    string? Detail,
    string Source,
    string? LineageId,
    DateTimeOffset RejectedAt,
    string? Key,
    string? Value,
    bool Cut
)
{
    const int ShownInLists = 300;

    /// <summary>The value as it lies there.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte>? RawValue { get; private init; }

    /// <summary>The whole value's length in bytes, where only its beginning is there.</summary>
    [JsonIgnore]
    public string? RawLength { get; private init; }

    /// <summary>The key as it lies there.</summary>
    [JsonIgnore]
    internal byte[]? RawKey { get; private init; }

    [JsonIgnore]
    internal string? SourceTopic { get; private init; }

    /// <summary>The same for somebody who may not see what it says.</summary>
    internal QuarantinedRecord Masked(string? key, string value) =>
        this with
        {
            Key = key,
            Value = Value is null ? null : value,
            RawKey = null,
            RawValue = null,
        };

    internal static QuarantinedRecord Of(KafkaRecord record, bool whole)
    {
        return new QuarantinedRecord(
            $"{record.Partition.Partition}:{record.Offset}",
            Header(QuarantineHeaders.Reason) ?? "unknown",
            Header(QuarantineHeaders.Rule),
            Header(QuarantineHeaders.Detail),
            $"{Header(QuarantineHeaders.SourceTopic)}/{Header(QuarantineHeaders.SourcePartition)}/{Header(QuarantineHeaders.SourceOffset)}",
            Header(QuarantineHeaders.LineageId),
            record.Timestamp.ToDateTimeOffset(),
            record.Key is null ? null : Printable.Bytes(record.Key),
            record.Value is null ? null : Printable.Bytes(record.Value, whole ? int.MaxValue : ShownInLists),
            Header(QuarantineHeaders.RawLength) is not null
        )
        {
            // An array that is null converts to no bytes, and not to null.
            RawValue = record.Value is null ? null : (ReadOnlyMemory<byte>?)record.Value,
            RawLength = Header(QuarantineHeaders.RawLength),
            RawKey = record.Key,
            SourceTopic = Header(QuarantineHeaders.SourceTopic),
        };

        string? Header(string name) => record.Header(name) is { } text ? Printable.Text(text) : null;
    }
}
