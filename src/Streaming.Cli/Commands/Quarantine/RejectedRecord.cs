using Streaming.Cli.Shell;
using Streaming.Events.Predictions;
using Streaming.Events.Text;
using Streaming.Kafka.Reading;

namespace Streaming.Cli.Commands.Quarantine;

/// <summary>A record of the quarantine topic. Its address, <c>partition:offset</c> on that topic, is what commands call it by.</summary>
internal sealed class RejectedRecord(KafkaRecord record)
{
    public string Address => $"{record.Partition.Partition}:{record.Offset}";

    public string Reason => Header(QuarantineHeaders.Reason) ?? "unknown";

    public string? Rule => Header(QuarantineHeaders.Rule);

    public string? Detail => Header(QuarantineHeaders.Detail);

    public string? SourceTopic => Header(QuarantineHeaders.SourceTopic);

    public string Source => $"{SourceTopic}/{Header(QuarantineHeaders.SourcePartition)}/{Header(QuarantineHeaders.SourceOffset)}";

    public string? LineageId => Header(QuarantineHeaders.LineageId);

    public DateTimeOffset RejectedAt => DateTimeOffset.FromUnixTimeMilliseconds(record.Timestamp);

    public byte[]? Key => record.Key;

    public byte[]? Value => record.Value;

    /// <summary>The value was too large for the topic: only its beginning is here.</summary>
    public bool IsCut => Header(QuarantineHeaders.RawLength) is not null;

    public string? RawLength => Header(QuarantineHeaders.RawLength);

    /// <summary>What JSON output shows.</summary>
    public object Document(bool whole) => new
    {
        address = Address,
        Reason,
        Rule,
        Detail,
        source = Source,
        LineageId,
        RejectedAt,
        key = Key is null ? null : Printable.Bytes(Key),
        value = Value is null ? null : Printable.Bytes(Value, whole ? int.MaxValue : 300),
        cut = IsCut,
    };

    string? Header(string name) => record.Header(name) is { } text ? Printable.Text(text) : null;
}
