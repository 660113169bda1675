using JasperFx.Events;

namespace Streaming.Lineage.Models;

/// <summary>A version was added under a name. Lies in the name's stream.</summary>
internal sealed record ModelRegistered(int Version, string Hash, int Size, DateTimeOffset At, ModelDescription Description);

/// <summary>A version became the one that stages score with. Lies in the name's stream.</summary>
internal sealed record ModelPutToUse(int Version, DateTimeOffset At);

/// <summary>The ONNX file itself: the only event of the stream named by its hash, stored as it is.</summary>
internal sealed record ModelStored(byte[] Onnx);

internal sealed class ModelStoredSerializer : IEventBinarySerializer
{
    public byte[] Serialize(Type type, object data) => ((ModelStored)data).Onnx;

    public object Deserialize(Type type, byte[] data) => new ModelStored(data);
}
