using Microsoft.ML;
using Microsoft.ML.Trainers;
using Streaming.Learning.Data;
using Streaming.Learning.Linear;
using Streaming.Learning.Training;

namespace Streaming.Learning.Algorithms;

/// <summary>
/// Logistic regression on standardised features. Rows are repeated instead of weighted (<see cref="RepeatedRows"/>): what ML.NET 5.0.1
/// fits to
/// weighted rows is far from what it fits to repeated ones, and its odds are not those of the weights.
/// </summary>
sealed class SdcaGrower : IGrower
{
    public IReadOnlyList<Setting> Settings { get; } =
    [new(SettingKinds.Rounds, 50, SearchRange.Log(10, 100)), new(SettingKinds.L2, 1e-6, SearchRange.Log(1e-8, 1e-2))];

    /// <summary>ML.NET adds up in float32.</summary>
    public double Tolerance => 1e-5;

    public IGrown Grow(TrainingSet set, float[]? weights, double positiveWeight, TrainerOptions options)
    {
        var context = new MLContext(options.Seed);
        var standIns = StandIns.Of(set);
        var width = set.FeatureNames.Count;
        var learnt = weights is null ? set : RepeatedRows.Of(set, weights, options.Seed);
        var scale = Standardisation.Of(standIns.Fill(set.Features), width);
        var trainer = context.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options
            {
                MaximumNumberOfIterations = options.Rounds!.Value,
                L2Regularization = (float)options.L2!.Value,
                L1Regularization = 0,
                ConvergenceTolerance = 1e-3f,
                // Threads update coefficients in an order of their own.
                NumberOfThreads = 1,
            }
        );
        var transformer = trainer.Fit(MatrixView.Of(context, scale.Apply(standIns.Fill(learnt.Features)), width, learnt.Labels));
        var (source, calibrator) = (transformer.Model.SubModel, transformer.Model.Calibrator);
        var coefficients = source.Weights.Select(weight => -calibrator.Slope * weight).ToArray();
        var model = new LinearModel(
            set.FeatureNames,
            [.. standIns.All],
            scale,
            coefficients,
            -calibrator.Slope * source.Bias - calibrator.Offset - Math.Log(positiveWeight)
        );
        return new Grown(model, Shares.Of(set.FeatureNames, Array.ConvertAll(coefficients, Math.Abs)), rows =>
        {
            var own = MatrixView.Column(context, transformer, scale.Apply(standIns.Fill(rows.Features)), width, "Probability");
            return Array.ConvertAll(own, p => Odds.Unweighted(p, positiveWeight));
        });
    }
}
