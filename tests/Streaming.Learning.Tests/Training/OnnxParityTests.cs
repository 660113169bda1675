using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Algorithms;
using Streaming.Learning.Data;
using Streaming.Learning.Onnx;
using Streaming.Learning.Scorers;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Training;

/// <summary>The ONNX file, run by ONNX Runtime, against ML.NET's own probabilities of the model it was written from.</summary>
public class OnnxParityTests
{
    public static MatrixTheoryData<Algorithm, double> AlgorithmsAndMissing => new(Enum.GetValues<Algorithm>(), [0.0, 0.2]);

    public static TheoryData<Algorithm> Algorithms => new(Enum.GetValues<Algorithm>());

    [Theory]
    [MemberData(nameof(AlgorithmsAndMissing))]
    public void Every_training_row_scores_as_in_MLNET(Algorithm algorithm, double missing)
    {
        var set = MadeUpRows.Set(1, 20_000, missing);
        using var pair = Pair.Grow(set, Few.Of(algorithm));
        pair.Compare(set.Features);
    }

    [Theory]
    [MemberData(nameof(AlgorithmsAndMissing))]
    public void Values_on_and_beside_every_threshold_branch_as_in_MLNET(Algorithm algorithm, double missing)
    {
        var set = MadeUpRows.Set(2, 10_000, missing);
        using var pair = Pair.Grow(set, Few.Of(algorithm));
        var special = pair
            .Thresholds.SelectMany(t => new[] { t, MathF.BitIncrement(t), MathF.BitDecrement(t) })
            .Concat([0f, -0f, float.NaN])
            .Concat(algorithm == Algorithm.Sdca ? [] : [float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon])
            .ToArray();
        Gen.OneOf(Gen.Int[0, special.Length - 1].Select(i => special[i]), algorithm == Algorithm.Sdca ? Gen.Float[-100, 500] : Gen.Single)
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
        using var pair = Pair.Grow(set, Few.Of(Algorithm.LightGbm));
        pair.Compare(set.Features);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_positive_weight_is_taken_out_of_the_probabilities_again(Algorithm algorithm)
    {
        var set = MadeUpRows.Set(4, 20_000);
        var actual = (double)set.CountPositives() / set.Count;
        var options = Few.Of(algorithm) with { PositiveWeight = 20 };
        var weighted = Trainer.Train(set, options).Model;
        MeanProbability(set, weighted).ShouldBeInRange(0.5 * actual, 1.5 * actual);
        var before = weighted switch
        {
            { Steps: [Unweight] } => weighted with { Steps = [] },
            TreeEnsemble trees => trees with { Offset = trees.Offset + Math.Log(20) },
            Linear.LinearModel linear => (ScoringModel)(linear with { Offset = linear.Offset + Math.Log(20) }),
            _ => throw new InvalidOperationException(),
        };
        MeanProbability(set, before).ShouldBeGreaterThan(3 * actual, "without the correction");
    }

    [Fact]
    public void A_file_that_scores_one_row_otherwise_is_refused_and_the_row_named()
    {
        var set = MadeUpRows.Set(5, 2_000);
        var trained = Trainer.Train(set, Few.Of(Algorithm.LightGbm));
        using var onnx = OnnxModel.Load(trained.Content, new InferenceOptions(), NullLogger.Instance);
        var own = Enumerable.Range(0, set.Count).Select(row => trained.Model.Probability(set.Row(row))).ToArray();
        Parity.Prove(onnx, own, set, "test", 1e-6).ShouldBeLessThan(1e-6);
        own[1234] += 2e-6;
        var message = Should.Throw<LearningException>(() => Parity.Prove(onnx, own, set, "test", 1e-6)).Message;
        message.ShouldContain("test row 1235 of 2000 (1970-01-01T20:34:00");
        message.ShouldContain("refused");
        own[1234] = double.NaN;
        Should.Throw<LearningException>(() => Parity.Prove(onnx, own, set, "test", 1e-6));
    }

    [Fact]
    public void Training_proves_the_later_rows_too()
    {
        // An infinite value and its opposite add up to no number.
        var set = MadeUpRows.Set(6, 2_000);
        var later = MadeUpRows.Set(7, 100);
        Trainer.Train(set, Few.Of(Algorithm.Sdca), later: later).Parity.ShouldBeLessThanOrEqualTo(1e-5);
        (later.Features[0], later.Features[2]) = (float.PositiveInfinity, float.NegativeInfinity);
        Should
            .Throw<Exception>(() => Trainer.Train(set, Few.Of(Algorithm.Sdca), later: later))
            .ShouldBeOfType<LearningException>()
            .Message.ShouldContain("no score for test row 1 of 100");
    }

    static double MeanProbability(TrainingSet set, ScoringModel model) =>
        Enumerable.Range(0, set.Count).Average(row => model.Probability(set.Row(row)));

    sealed class Pair(IGrown grown, OnnxModel onnx, TrainingSet set, double tolerance, float[] thresholds) : IDisposable
    {
        public float[] Thresholds { get; } = thresholds;

        public static Pair Grow(TrainingSet set, TrainerOptions options)
        {
            var grown = Trainer.Grow(set, options.WithDefaults());
            var model = grown.ToModel();
            if (model is TreeEnsemble trees)
            {
                var enough = options.Algorithm == Algorithm.Gam ? 15 : 500;
                trees.Trees.Sum(t => t.Leaves.Count).ShouldBeGreaterThan(enough, "a small model would prove little");
            }

            var onnx = OnnxModel.Load(ModelContent.FromBytes(OnnxWriter.Write(model)), new InferenceOptions(), NullLogger.Instance);
            float[] thresholds = model is TreeEnsemble e ? [.. e.Trees.SelectMany(t => t.Threshold).Distinct()] : [1, 40];
            return new Pair(grown, onnx, set, GrowerTable.Of(options.Algorithm).Tolerance, thresholds);
        }

        public void Compare(float[] matrix)
        {
            var rows = matrix.Length / onnx.FeatureCount;
            var other = new TrainingSet(set.FeatureNames, matrix, new bool[rows], new Streaming.Events.Time.Timestamp[rows]);
            Parity.Prove(onnx, grown.Probabilities(other), other, "made-up", tolerance);
        }

        public void Dispose() => onnx.Dispose();
    }
}
