using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Onnx;
using Streaming.Learning.Trees;

namespace Streaming.Inference.Tests;

/// <summary>Made-up tree ensembles and rows for them; the same seed gives the same ones.</summary>
static class TestModels
{
    public static readonly string[] FeatureNames = [.. Enumerable.Range(0, 15).Select(i => $"f{i}")];

    public static OnnxModel Load(byte[] onnx, InferenceOptions? options = null, ILogger? logger = null) =>
        OnnxModel.Load(ModelContent.FromBytes(onnx), options ?? new InferenceOptions(), logger ?? NullLogger.Instance);

    public static OnnxModel LoadEnsemble(int seed) => Load(TreeEnsembleOnnxWriter.Write(Ensemble(seed, trees: 100)));

    public static TreeEnsemble Ensemble(int seed, int trees)
    {
        var random = new Random(seed);
        return new TreeEnsemble(
            FeatureNames,
            [.. Enumerable.Range(0, trees).Select(_ => Tree(random, leaves: 31))],
            Slope: 0.5,
            Offset: -1
        );
    }

    /// <summary>Splits a random leaf until there are enough of them, as leaf-wise growth does.</summary>
    static DecisionTree Tree(Random random, int leaves)
    {
        List<int> feature = [],
            left = [],
            right = [];
        List<float> threshold = [];
        List<bool> missing = [];
        var open = new List<(List<int> Children, int Node)>();
        for (var node = 0; node < leaves - 1; node++)
        {
            if (open.Count > 0)
            {
                var at = random.Next(open.Count);
                open[at].Children[open[at].Node] = node;
                open.RemoveAt(at);
            }

            feature.Add(random.Next(FeatureNames.Length));
            threshold.Add(random.Next(-8, 8) / 4f);
            missing.Add(random.Next(2) == 0);
            left.Add(0);
            right.Add(0);
            open.Add((left, node));
            open.Add((right, node));
        }

        for (var leaf = 0; leaf < open.Count; leaf++)
            open[leaf].Children[open[leaf].Node] = ~leaf;
        return new DecisionTree(feature, threshold, missing, left, right, [.. open.Select(_ => random.NextDouble() - 0.5)]);
    }

    /// <summary>Row-major; some values lie exactly on the trees' thresholds, some are missing.</summary>
    public static float[] Rows(int seed, int rows)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, rows * FeatureNames.Length)
                .Select(_ =>
                    random.Next(10) switch
                    {
                        0 => float.NaN,
                        < 5 => random.Next(-8, 8) / 4f,
                        _ => (float)(random.NextDouble() * 4 - 2),
                    }
                ),
        ];
    }
}
