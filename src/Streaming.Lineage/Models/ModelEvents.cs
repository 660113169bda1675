using JasperFx.Events;
using Streaming.Lineage.Histories;

namespace Streaming.Lineage.Models;

/// <summary>A version was added under a name. Lies in the name's stream.</summary>
internal sealed record ModelRegistered(int Version, string Hash, int Size, DateTimeOffset At, ModelDescription Description) : SealedEvent
{
    public const string Name = "model_registered";

    public override string TypeName() => Name;

    protected override IEvent Wrapped() => new Event<ModelRegistered>(this);
}

/// <summary>A version became the one that stages score with. Lies in the name's stream.</summary>
/// <param name="By">Who decided it; null where that was not said, and in what an earlier release wrote.</param>
internal sealed record ModelPutToUse(int Version, DateTimeOffset At, string? By = null) : SealedEvent
{
    public const string Name = "model_put_to_use";

    public override string TypeName() => Name;

    protected override IEvent Wrapped() => new Event<ModelPutToUse>(this);
}

/// <summary>The ONNX file itself: the only event of the stream named by its hash, stored as it is.</summary>
internal sealed record ModelStored(byte[] Onnx)
{
    public const string Name = "model_stored";
}

internal sealed class ModelStoredSerializer : IEventBinarySerializer
{
    public byte[] Serialize(Type type, object data) => ((ModelStored)data).Onnx;

    public object Deserialize(Type type, byte[] data) => new ModelStored(data);
}
