using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>A loaded model together with the registered version it is; freed when the last holder lets go.</summary>
/// <param name="version">Which version it is.</param>
/// <param name="model">Loaded.</param>
/// <param name="explainer">Explains its scores; null: nobody wants them explained, or nothing can.</param>
/// <param name="facts">What guards go by; null: there are none that do.</param>
public sealed class ServedModel(ModelVersion version, OnnxModel model, IScoreExplainer? explainer = null, VersionFacts? facts = null)
    : SharedHold
{
    /// <summary>Which version it is.</summary>
    public ModelVersion Version { get; } = version;

    /// <summary>The loaded model.</summary>
    public OnnxModel Model { get; } = model;

    /// <summary>Explains its scores; null: nobody wants them explained, or nothing can.</summary>
    public IScoreExplainer? Explainer { get; } = explainer;

    /// <summary>What guards go by; null: there are none that do.</summary>
    public VersionFacts? Facts { get; } = facts;

    /// <inheritdoc/>
    protected override void Free() => Model.Dispose();
}
