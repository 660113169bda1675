using Streaming.Inference.Models;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Training;

/// <summary>What training gives.</summary>
/// <param name="Content">The ONNX file.</param>
/// <param name="Ensemble">The trees it was written from.</param>
/// <param name="Options">How they were grown.</param>
/// <param name="Importance">Per feature, its share of the gain of all splits; they add up to 1, or are all 0 where nothing was
/// split.</param>
public sealed record TrainedModel(
    ModelContent Content,
    TreeEnsemble Ensemble,
    TrainerOptions Options,
    IReadOnlyDictionary<string, double> Importance
);
