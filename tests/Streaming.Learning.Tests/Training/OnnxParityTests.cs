using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.LightGbm;
using Streaming.Learning.Onnx;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Tests.Training;

/// <summary>The ONNX file, run by ONNX Runtime, against ML.NET's own probabilities of the model it was written from.</summary>
public class OnnxParityTests
{
    static readonly TrainerOptions Options = new() { Trees = 60 };

    public static TheoryData<double> MissingInTraining => new(0.0, 0.2);

    [Theory]
    [MemberData(nameof(MissingInTraining))]
    public void Every_training_row_scores_as_in_MLNET(double missing)
    {
        var set = MadeUpRows.Set(1, 20_000, missing);
        using var pair = Pair.Grow(set, Options);
        pair.Compare(set.Features);
    }

    [Theory]
    [MemberData(nameof(MissingInTraining))]
    public void Values_on_and_beside_every_threshold_branch_as_in_MLNET(double missing)
    {
        var set = MadeUpRows.Set(2, 10_000, missing);
        using var pair = Pair.Grow(set, Options);
        var special = pair
            .Thresholds.SelectMany(t => new[] { t, MathF.BitIncrement(t), MathF.BitDecrement(t) })
            .Concat([0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon])
            .ToArray();
        Gen.OneOf(Gen.Int[0, special.Length - 1].Select(i => special[i]), Gen.Single)
            .Array[set.FeatureNames.Count * 200]
            .Sample(pair.Compare, iter: 20);
    }

    [Fact]
    public void Values_too_large_for_whole_numbers_in_float32_branch_as_in_MLNET()
    {
        // At 2^26 a float32's neighbours are 8 apart: ML.NET's stand-in for a missing value, threshold + 1, rounds to the threshold.
        var set = MadeUpRows.Set(3, 10_000, missing: 0.2);
        for (var i = 0; i < set.Features.Length; i++)
            set.Features[i] += 1 << 26;
        using var pair = Pair.Grow(set, Options);
        pair.Compare(set.Features);
    }

    [Fact]
    public void A_positive_weight_is_taken_out_of_the_probabilities_again()
    {
        var set = MadeUpRows.Set(4, 20_000);
        var actual = (double)set.CountPositives() / set.Count;
        var weighted = Trainer.Train(set, Options with { PositiveWeight = 20 }).Ensemble;
        MeanProbability(set, weighted).ShouldBeInRange(0.5 * actual, 1.5 * actual);
        MeanProbability(set, weighted with { Offset = weighted.Offset + Math.Log(20) })
            .ShouldBeGreaterThan(3 * actual, "without the correction");
    }

    static double MeanProbability(TrainingSet set, TreeEnsemble ensemble) =>
        Enumerable.Range(0, set.Count).Average(row => ensemble.Probability(set.Row(row)));

    sealed class Pair(LightGbmBooster booster, OnnxModel onnx, float[] thresholds) : IDisposable
    {
        public float[] Thresholds { get; } = thresholds;

        public static Pair Grow(TrainingSet set, TrainerOptions options)
        {
            var booster = LightGbmBooster.Grow(set, options);
            var ensemble = booster.ToEnsemble(set, options);
            ensemble.Trees.Sum(t => t.Leaves.Count).ShouldBeGreaterThan(500, "a small model would prove little");
            var content = ModelContent.FromBytes(TreeEnsembleOnnxWriter.Write(ensemble));
            var onnx = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
            return new Pair(booster, onnx, [.. ensemble.Trees.SelectMany(t => t.Threshold).Distinct()]);
        }

        public void Compare(float[] matrix)
        {
            var expected = booster.Probabilities(matrix, onnx.FeatureCount);
            var scores = new float[expected.Length];
            onnx.Score(matrix, scores.Length, scores);
            for (var row = 0; row < scores.Length; row++)
                scores[row].ShouldBe(expected[row], 1e-6f, $"row {row}");
        }

        public void Dispose() => onnx.Dispose();
    }
}
