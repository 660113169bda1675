using Streaming.Lineage.Batches;
using Streaming.Topology;

namespace Streaming.Lineage;

/// <summary>Stored bytes are not what this product wrote. The message names the stream and version where they are known.</summary>
public sealed class LineageCorruptException(string message, Exception? innerException = null) : StreamingException(message, innerException)
{
    internal LineageCorruptException At(StreamKey stream, long version) =>
        new($"lineage batch {stream}/{version} is damaged: {Message}. Find out what else is, and restore the database from a backup.", this)
        {
            Cure = Cure.Verify(stream.Topology),
        };
}
