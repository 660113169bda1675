using System.Buffers.Text;
using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Consuming;

/// <summary>Records of an outside topic for one input of a stage partition.</summary>
public sealed record RawInput(int Input, RawBatch Batch)
{
    const int BytesPerRecord = 64;

    /// <summary>Memory it holds: records that have neither key nor value are not free.</summary>
    public long Bytes => Batch.Arena.Length + ((Batch.Count + Batch.Watermarks.Count + 1L) * BytesPerRecord);
}

/// <summary>Everything of an input up to its last stable offset has been handed on.</summary>
public sealed record InputEnd(int Input);

/// <summary>One message of a channel: rows as an Arrow IPC stream (empty: none) and the upstream's watermark after them.</summary>
public sealed record ChannelInput(int Input, long Offset, byte[] Body, Timestamp? Watermark)
{
    /// <summary>Header that names the version of the topology that wrote a message, in ASCII decimal digits.</summary>
    public const string VersionHeader = "topology-version";

    const int BytesPerMessage = 256;

    /// <summary>Version of the topology that wrote it; 0 where it does not say.</summary>
    public int TopologyVersion { get; init; }

    /// <summary>Memory it holds: a message that is a watermark only is not free.</summary>
    public long Bytes => Body.Length + BytesPerMessage;

    /// <summary>A message as it came, with what its headers say.</summary>
    internal static ChannelInput Of(int input, long offset, byte[] body, Headers? headers)
    {
        Timestamp? watermark = WatermarkHeader.TryRead(headers, out var time) ? time : null;
        return new ChannelInput(input, offset, body, watermark) { TopologyVersion = Version(headers) };
    }

    static int Version(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(VersionHeader, out var value) && Utf8Parser.TryParse(value, out int version, out _)
            ? version
            : 0;
}
