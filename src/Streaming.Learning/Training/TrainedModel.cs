using Streaming.Inference.Models;
using Streaming.Learning.Scorers;

namespace Streaming.Learning.Training;

/// <summary>What training gives.</summary>
/// <param name="Content">The ONNX file.</param>
/// <param name="Model">What it was written from.</param>
/// <param name="Options">How it was grown, defaults filled in.</param>
/// <param name="Importance">Per feature, its share of what decides (trees: the gain of all splits); they add up to 1, or are all 0 where
/// nothing
/// does.</param>
/// <param name="Parity">The greatest difference between the file's scores and the algorithm's own, over all rows that it was proved
/// on.</param>
/// <param name="Uncalibrated">The file without its calibration; null where it has none.</param>
public sealed record TrainedModel(
    ModelContent Content,
    ScoringModel Model,
    TrainerOptions Options,
    IReadOnlyDictionary<string, double> Importance,
    double Parity,
    ModelContent? Uncalibrated = null
);
