using Streaming.Inference.Conformal;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>A loaded model together with the registered version it is; freed when the last holder lets go.</summary>
/// <param name="version">Which version it is.</param>
/// <param name="model">Loaded.</param>
/// <param name="explainer">Explains its scores; null: nobody wants them explained, or nothing can.</param>
/// <param name="heldOut">What it scored of rows that it had not learnt from; null: nobody wants to know.</param>
public sealed class ServedModel(ModelVersion version, OnnxModel model, IScoreExplainer? explainer = null, HeldOutScores? heldOut = null)
    : SharedHold
{
    /// <summary>Which version it is.</summary>
    public ModelVersion Version { get; } = version;

    /// <summary>The loaded model.</summary>
    public OnnxModel Model { get; } = model;

    /// <summary>Explains its scores; null: nobody wants them explained, or nothing can.</summary>
    public IScoreExplainer? Explainer { get; } = explainer;

    /// <summary>What it scored of rows that it had not learnt from; null: nobody wants to know.</summary>
    public HeldOutScores? HeldOut { get; } = heldOut;

    /// <inheritdoc/>
    protected override void Free() => Model.Dispose();
}
