using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Training;

namespace Streaming.Learning.Algorithms;

/// <summary>A feature's step function.</summary>
/// <param name="Feature">Which.</param>
/// <param name="UpTo">Where each step ends.</param>
/// <param name="Effects">What each adds to the raw score.</param>
sealed record GamCurve(int Feature, IReadOnlyList<double> UpTo, IReadOnlyList<double> Effects);

/// <summary>What ML.NET fits, with the feature that each curve is of.</summary>
/// <remarks>
/// ML.NET leaves out features that it cannot cut in two, and then hands out curves only of those whose number is below the number of
/// curves. So features are left out here first: those with one value, then whichever it hands out as empty, until it can be asked for all.
/// </remarks>
sealed class GamCurves
{
    readonly int[] _features;
    readonly int _width;
    readonly Func<float[], float[]> _probabilities;

    GamCurves(int[] features, int width, Func<float[], float[]> probabilities)
    {
        _features = features;
        _width = width;
        _probabilities = probabilities;
    }

    internal required IReadOnlyList<GamCurve> All { get; init; }

    internal required double Slope { get; init; }

    internal required double Offset { get; init; }

    /// <summary>What ML.NET itself makes of rows without missing values.</summary>
    internal float[] Probabilities(float[] matrix) => _probabilities(Columns(matrix, _width, _features));

    /// <param name="matrix">Row-major, nothing missing.</param>
    /// <param name="width">Features.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="options">Of the algorithm, none null.</param>
    /// <returns>Null where no feature tells rows apart.</returns>
    internal static GamCurves? Fit(float[] matrix, int width, bool[] labels, TrainerOptions options)
    {
        int[] features = [.. Enumerable.Range(0, width).Where(feature => Varies(matrix, width, feature))];
        while (features.Length > 0)
        {
            var context = new MLContext(options.Seed);
            var transformer = context
                .BinaryClassification.Trainers.Gam(
                    new GamBinaryTrainer.Options
                    {
                        NumberOfIterations = options.Rounds!.Value,
                        LearningRate = options.LearningRate!.Value,
                        MinimumExampleCountPerLeaf = options.MinRowsPerLeaf!.Value,
                        MaximumBinCountPerFeature = options.Bins!.Value,
                        Seed = options.Seed,
                        NumberOfThreads = 1,
                    }
                )
                .Fit(MatrixView.Of(context, Columns(matrix, width, features), features.Length, labels));
            var (model, calibrator) = (transformer.Model.SubModel, transformer.Model.Calibrator);
            var empty = Enumerable.Range(0, model.NumberOfShapeFunctions).Where(i => model.GetBinEffects(i).Count == 0).ToHashSet();
            if (empty.Count > 0)
            {
                features = [.. features.Where((_, i) => !empty.Contains(i))];
                continue;
            }

            var asked = features.Length;
            return new GamCurves(features, width, own => MatrixView.Column(context, transformer, own, asked, "Probability"))
            {
                All =
                [
                    .. Enumerable
                        .Range(0, model.NumberOfShapeFunctions)
                        .Select(i => new GamCurve(features[i], model.GetBinUpperBounds(i), model.GetBinEffects(i))),
                ],
                Slope = -calibrator.Slope,
                Offset = -calibrator.Offset - calibrator.Slope * model.Bias,
            };
        }

        return null;
    }

    static bool Varies(float[] matrix, int width, int feature)
    {
        for (var at = feature; at < matrix.Length; at += width)
        {
            if (matrix[at] != matrix[feature])
                return true;
        }

        return false;
    }

    static float[] Columns(float[] matrix, int width, int[] columns)
    {
        if (columns.Length == width)
            return matrix;
        var rows = matrix.Length / width;
        var picked = new float[rows * columns.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < columns.Length; i++)
                picked[row * columns.Length + i] = matrix[row * width + columns[i]];
        }

        return picked;
    }
}
