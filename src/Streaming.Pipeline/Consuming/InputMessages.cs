using Streaming.Events.Raw;

namespace Streaming.Pipeline.Consuming;

/// <summary>Records of an outside topic for one input of a stage partition.</summary>
public sealed record RawInput(int Input, RawBatch Batch);

/// <summary>One message of a channel: rows as an Arrow IPC stream (empty: none) and the upstream's watermark after them.</summary>
public sealed record ChannelInput(int Input, long Offset, byte[] Body, long? Watermark);
