using CsCheck;
using Streaming.Explanations.Onnx;
using Streaming.Learning.Calibrating;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Training;

public class CalibrationTests
{
    public static MatrixTheoryData<Algorithm, CalibrationMethod> All =>
        new(Enum.GetValues<Algorithm>(), Enum.GetValues<CalibrationMethod>());

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_a_part_of_the_file_and_probabilities_are_right_with_it(Algorithm algorithm, CalibrationMethod method)
    {
        var set = MadeUpRows.Set(1, 30_000, missing: 0.05);
        var split = TimeSplit.AtEnd(set, testShare: 0.3, gap: TimeSpan.FromHours(1));
        var (train, test) = (split.TrainRows(set), split.TestRows(set));
        var options = Few.Of(algorithm) with { Calibration = method, LabelDelay = TimeSpan.FromHours(1), PositiveWeight = 2 };
        var trained = Trainer.Train(train, options, later: test);
        trained.Parity.ShouldBeInRange(0, 1e-5);
        trained.Options.ToParameters()["calibration"].ShouldBe(method == CalibrationMethod.Isotonic ? "isotonic" : "platt");
        var report = Trainer.Evaluate(trained.Content, test);
        var before = Trainer.Evaluate(trained.Uncalibrated!, test);
        // A forest's shares are no log odds: a line in them bends the wrong way.
        report.CalibrationError!.Value.ShouldBeLessThan(
            (algorithm, method) is (Algorithm.FastForest, CalibrationMethod.Platt) ? 0.03 : 0.015
        );
        report.RocAuc!.Value.ShouldBeInRange(before.RocAuc!.Value - 0.01, before.RocAuc.Value + 0.001, "what ranked above still does");
        Trainer.Train(train, options).Content.Hash.ShouldBe(trained.Content.Hash);

        if (algorithm != Algorithm.Sdca)
            OnnxTrees.Read(trained.Content.Bytes.Span).Margin(test.Row(0)).ShouldBe(trained.Model.Raw(test.Row(0)), 1e-9);
    }

    [Theory]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Platt)]
    public void A_model_that_is_too_sure_is_put_right(CalibrationMethod method)
    {
        // Leaves of single rows: all is learnt by heart.
        var set = MadeUpRows.Set(2, 20_000);
        var split = TimeSplit.AtEnd(set, testShare: 0.3, gap: TimeSpan.Zero);
        var options = new TrainerOptions
        {
            Trees = 200,
            Leaves = 200,
            LearningRate = 0.3,
            MinRowsPerLeaf = 1,
            Calibration = method,
        };
        var trained = Trainer.Train(split.TrainRows(set), options);
        var test = split.TestRows(set);
        var (before, after) = (Trainer.Evaluate(trained.Uncalibrated!, test), Trainer.Evaluate(trained.Content, test));
        after.CalibrationError!.Value.ShouldBeLessThan(0.4 * before.CalibrationError!.Value);
        after.LogLoss!.Value.ShouldBeLessThan(0.6 * before.LogLoss!.Value);
    }

    [Fact]
    public void Rows_that_calibrate_are_not_learnt_from_and_lie_a_label_delay_later()
    {
        var set = MadeUpRows.Set(3, 10_000);
        var options = Few.Of(Algorithm.LightGbm) with { Calibration = CalibrationMethod.Platt, LabelDelay = TimeSpan.FromHours(20) };
        var split = TimeSplit.AtEnd(set, Calibrator.HeldOut, options.LabelDelay);
        Trainer
            .Train(set, options)
            .Uncalibrated!.Hash.ShouldBe(Trainer.Train(split.TrainRows(set), options with { Calibration = null }).Content.Hash);
    }

    [Fact]
    public void Platts_line_is_found_again()
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, 200_000).Select(_ => 6 * random.NextDouble() - 3).ToArray();
        var labels = Array.ConvertAll(scores, score => random.NextDouble() < 1 / (1 + Math.Exp(-(0.7 * score - 1))));
        var line = PlattFit.Of(scores, labels);
        line.Slope.ShouldBe(0.7, 0.02);
        line.Offset.ShouldBe(-1, 0.02);
        // Classes that a score parts wholly: the targets keep it finite.
        double.IsFinite(PlattFit.Of([1, 2, 3, 4], [false, false, true, true]).Slope).ShouldBeTrue();
    }

    [Fact]
    public void An_isotonic_curve_rises_and_goes_through_the_middles_of_its_steps() =>
        Gen.Select(Gen.Float[0, 1], Gen.Bool)
            .Array[2, 200]
            .Sample(rows =>
            {
                var curve = IsotonicFit.Of(Array.ConvertAll(rows, r => r.Item1), Array.ConvertAll(rows, r => r.Item2));
                curve.X.ShouldBe(curve.X.Order());
                curve.Y.ShouldBe(curve.Y.Order());
                foreach (var (x, y) in curve.X.Zip(curve.Y))
                    curve.Apply(x).ShouldBe(y, 1e-6);
                curve.Apply(-1).ShouldBe(curve.Y[0]);
                curve.Apply(2).ShouldBe(curve.Y[^1]);
            });

    [Fact]
    public void An_isotonic_curve_pools_what_falls()
    {
        // By hand: 0.1 -> 0, (0.3, 0.4) -> 1/2, 0.8 -> 1.
        var curve = IsotonicFit.Of([0.1f, 0.3f, 0.4f, 0.8f], [false, true, false, true]);
        curve.X.ShouldBe([0.1f, 0.35f, 0.8f], 1e-6);
        curve.Y.ShouldBe([0f, 0.5f, 1f]);
    }

    /// <summary>The slope between scores that float32 hardly tells apart was infinite.</summary>
    [Fact]
    public void Scores_next_to_each_other_are_one_step()
    {
        var curve = IsotonicFit.Of([0, 3e-42f, 0.5f], [false, true, true]);
        curve.X.ShouldBe([0, 0.5f], 1e-6);
        curve.Y.ShouldBe([0.5f, 1]);
        curve.Apply(3e-42f).ShouldBe(0.5, 1e-6);
    }

    [Fact]
    public void The_calibration_error_is_the_distance_of_shares_from_scores()
    {
        // Forty rows at 0.3 of which ten are positive: 0.3 said, 0.25 true. Bins of two rows see more, all of one score in the order they
        // came.
        bool[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0)];
        CalibrationError.Of([.. Enumerable.Repeat(0.3f, 400)], labels)!.Value.ShouldBe(0.05, 1e-6);
        CalibrationError.Of([.. labels.Select(label => label ? 1f : 0f)], labels)!.Value.ShouldBe(0);
        CalibrationError.Of([], []).ShouldBeNull();
    }

    [Fact]
    public void Too_few_rows_to_calibrate_on_are_refused() =>
        Should
            .Throw<LearningException>(() =>
                Trainer.Train(MadeUpRows.Set(1, 500), Few.Of(Algorithm.LightGbm) with { Calibration = CalibrationMethod.Platt })
            )
            .Message.ShouldContain("at least 10");
}
