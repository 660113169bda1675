using Marten.Events;

namespace Streaming.Lineage;

/// <summary>The one event type of a lineage stream. Marten stores its bytes in <c>bdata</c> as they are.</summary>
internal sealed record LineageEvent(byte[] Stored);

internal sealed class LineageEventSerializer : IEventBinarySerializer
{
    public byte[] Serialize(Type type, object data) => ((LineageEvent)data).Stored;

    public object Deserialize(Type type, byte[] data) => new LineageEvent(data);
}
