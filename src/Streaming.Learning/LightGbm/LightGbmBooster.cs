using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;
using Model = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LightGbm.LightGbmBinaryModelParameters,
    Microsoft.ML.Calibrators.PlattCalibrator
>;

namespace Streaming.Learning.LightGbm;

/// <summary>LightGBM as ML.NET brings it: a grown booster, and its way out into plain trees.</summary>
sealed class LightGbmBooster
{
    readonly MLContext _context;
    readonly BinaryPredictionTransformer<Model> _transformer;

    LightGbmBooster(MLContext context, BinaryPredictionTransformer<Model> transformer)
    {
        _context = context;
        _transformer = transformer;
    }

    internal static LightGbmBooster Grow(TrainingSet set, TrainerOptions options)
    {
        var context = new MLContext(options.Seed);
        var trainer = context.BinaryClassification.Trainers.LightGbm(
            new LightGbmBinaryTrainer.Options
            {
                NumberOfIterations = options.Trees,
                NumberOfLeaves = options.Leaves,
                LearningRate = options.LearningRate,
                MinimumExampleCountPerLeaf = options.MinRowsPerLeaf,
                WeightOfPositiveExamples = options.PositiveWeight,
                Seed = options.Seed,
                // Threads add up histograms in an order of their own.
                NumberOfThreads = 1,
            }
        );
        try
        {
            return new LightGbmBooster(context, trainer.Fit(MatrixView.Of(context, set.Features, set.FeatureNames.Count, set.Labels)));
        }
        catch (DllNotFoundException e)
        {
            throw new LearningException(
                $"LightGBM's native library cannot be loaded on {RuntimeInformation.RuntimeIdentifier}. It is built for x64 alone, and on "
                    + "Linux it needs OpenMP's runtime "
                    + "(Debian and Ubuntu: apt-get install libgomp1). Train on such a machine; its models score on any.",
                e
            );
        }
    }

    /// <summary>ML.NET's own probabilities: what the ONNX file is held against.</summary>
    internal float[] Probabilities(float[] features, int width)
    {
        var view = MatrixView.Of(_context, features, width, new bool[features.Length / width]);
        return [.. _transformer.Transform(view).GetColumn<float>("Probability")];
    }

    internal TreeEnsemble ToEnsemble(TrainingSet set, TrainerOptions options)
    {
        var source = _transformer.Model.SubModel.TrainedTreeEnsemble;
        var missing = MissingDirections.Probe(_context, _transformer.Model.SubModel, set.FeatureNames.Count);
        var trees = source
            .Trees.Select((tree, index) => RegressionTrees.Convert(tree, source.TreeWeights[index], missing[index]))
            .ToArray();

        // ML.NET's calibrator says 1 / (1 + exp(slope * raw + offset)). A positive row that counted w times while growing
        // multiplied the odds by w.
        var calibrator = _transformer.Model.Calibrator;
        return new TreeEnsemble(
            set.FeatureNames,
            trees,
            -calibrator.Slope,
            -calibrator.Offset - calibrator.Slope * source.Bias - Math.Log(options.PositiveWeight)
        );
    }

    internal IReadOnlyDictionary<string, double> Importance(IReadOnlyList<string> names)
    {
        var gains = new double[names.Count];
        foreach (var tree in _transformer.Model.SubModel.TrainedTreeEnsemble.Trees)
        {
            for (var node = 0; node < tree.NumberOfLeaves - 1; node++)
                gains[tree.NumericalSplitFeatureIndexes[node]] += tree.SplitGains[node];
        }

        var all = gains.Sum();
        return names.Zip(gains).ToDictionary(pair => pair.First, pair => all > 0 ? pair.Second / all : 0, StringComparer.Ordinal);
    }
}
