using Streaming.Lineage.Batches;
using Streaming.Topology;

namespace Streaming.Lineage;

/// <summary>
/// Stored bytes are sound as far as this version can tell, and a newer one wrote them in a way that it cannot read. Nothing is to be
/// repaired: it is the program that has to be newer.
/// </summary>
public sealed class LineageNewerException(string message, Exception? innerException = null) : StreamingException(message, innerException)
{
    internal LineageNewerException At(StreamKey stream, long version) =>
        new($"lineage batch {stream}/{version} cannot be read by this version of the program: {Message}", this);
}
