using Streaming.Topology;

namespace Streaming.Events.Rows.Builders;

/// <summary>A column of one batch passed 2 GiB, the limit of 32-bit Arrow offsets.</summary>
public sealed class BatchTooLargeException()
    : StreamingException("One column of a batch is larger than 2 GiB: lower the number of bytes taken per batch.");
