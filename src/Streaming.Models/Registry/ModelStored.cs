using JasperFx.Events;

namespace Streaming.Models.Registry;

/// <summary>The ONNX file itself: the only event of the stream named by its hash, stored as it is.</summary>
sealed record ModelStored(byte[] Onnx)
{
    public const string Name = "model_stored";

    /// <summary>What stands in Marten's column for the .NET type: the type that first wrote such events.</summary>
    public const string DotNetName = "Streaming.Lineage.Models.ModelStored, Streaming.Lineage";
}

sealed class ModelStoredSerializer : IEventBinarySerializer
{
    public byte[] Serialize(Type type, object data) => ((ModelStored)data).Onnx;

    public object Deserialize(Type type, byte[] data) => new ModelStored(data);
}
