using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>A loaded model together with the registered version it is; freed when the last holder lets go.</summary>
public sealed class ServedModel(ModelVersion version, OnnxModel model) : SharedHold
{
    /// <summary>Which version it is.</summary>
    public ModelVersion Version { get; } = version;

    /// <summary>The loaded model.</summary>
    public OnnxModel Model { get; } = model;

    /// <inheritdoc/>
    protected override void Free() => Model.Dispose();
}
