using JasperFx.Events;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage;

/// <summary>The one event type of a lineage stream. Marten stores its bytes in <c>bdata</c> as they are.</summary>
sealed record LineageEvent(byte[] Stored)
{
    /// <summary>The event of a batch. Its id is the beginning of the batch's hash, so that an altered id shows.</summary>
    public static Event<LineageEvent> Of(PreparedBatch batch) =>
        new(new LineageEvent(batch.Stored)) { Id = new Guid(batch.Tail.Hash.AsSpan(0, 16), bigEndian: true) };
}

sealed class LineageEventSerializer : IEventBinarySerializer
{
    public byte[] Serialize(Type type, object data) => ((LineageEvent)data).Stored;

    public object Deserialize(Type type, byte[] data) => new LineageEvent(data);
}
