using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.Linear;
using Streaming.Learning.Onnx;
using Streaming.Learning.Robust;
using Streaming.Models.References;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Robust;

/// <summary>What disturbed inputs do to scores and decisions, against figures that are reckoned without the product.</summary>
public sealed class RobustnessTests
{
    const string Text = """
        topology: shop
        version: 1
        source:
          topic: orders
          key: SHOP
          id: ORDER
          time: AT
          fields: { ORDER: { type: string }, AT: timestamp, SHOP: int, X: double, Y: double }
        features:
          A: X
          F: Y
        score:
          model: shop
          rule: 0
          decide: { refuse: CONDITION, accept: otherwise }
        output: { predictions: predictions, quarantine: quarantine }
        """;

    /// <summary>Logit = a - 4 + flag, on values that nothing is rounded of: a from 0 to 8, a missing one stands for 4.</summary>
    static readonly OnnxModel Model = OnnxModel.Load(
        ModelContent.FromBytes(OnnxWriter.Write(new LinearModel(["A", "F"], [4, 0], new Standardisation([4, 0], [1, 1]), [1, 1], 0))),
        new InferenceOptions(),
        NullLogger.Instance
    );

    /// <summary>By hand: the mean of A over the training rows is 4, its deviation the root of 20/3; F is a flag.</summary>
    [Fact]
    public void A_linear_model_does_what_is_reckoned_by_hand()
    {
        var set = Rows([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 0, 1, 0, 1, 0, 1, 0], [0, 0, 0, 1, 0, 1, 1, 1, 1]);
        var found = RobustnessMeter.Of(Model, set, set, Decisions("score >= 0.5"));

        (found.Rows, found.Positives, found.WhyNoDecisions).ShouldBe((9, 5, null));
        found
            .Probes.Select(p => (p.Feature, p.Disturbance))
            .ShouldBe([
                ("A", Disturbance.Noise),
                ("A", Disturbance.Missing),
                ("A", Disturbance.Below),
                ("A", Disturbance.Above),
                ("F", Disturbance.Missing),
            ]);

        // Refused are rows whose logit is not below 0: -4, -2, -2, 0, 0, 2, 2, 4, 4 are the logits, so rows 3 to 8.
        // A missing: the logit is the flag alone, nothing is below 0, and rows 0, 1, 2 flip.
        Near(Probe("A", Disturbance.Missing).Flipped!, new FlippedRows(3, 3.0 / 9, 0.12057, 0.64577)).ShouldBeTrue();
        // A at -4, half of the range's width of 8 below it: all logits are -8 or -7, and rows 3 to 8 flip. At 12: 8 and 9.
        Probe("A", Disturbance.Below).Flipped!.Rows.ShouldBe(6);
        Probe("A", Disturbance.Above).Flipped!.Rows.ShouldBe(3);
        // F missing stands for 0: row 3 goes from 0 to -1 and flips; row 1 goes from -2 to -3, 5 from 2 to 1, 7 from 4 to 3.
        Probe("F", Disturbance.Missing).Flipped!.Rows.ShouldBe(1);
        var shift = (Step(0, -1) + Step(-2, -3) + Step(2, 1) + Step(4, 3)) / 9;
        Probe("F", Disturbance.Missing).MeanShift.ShouldBe(shift, 1e-6);

        // Of 20 pairs the undisturbed scores have row 3 tied with row 4, and all others right; with F alone the odd rows (3 of 5
        // positives, 1 of 4 negatives) are above the even ones.
        found.RocAuc!.Value.ShouldBe(19.5 / 20, 1e-9);
        Probe("A", Disturbance.Missing).RocAuc!.Change.ShouldBe((3 * 3 + (3 * 1 + 2 * 3) / 2.0) / 20 - 19.5 / 20, 1e-9);

        // Noise: a tenth of the deviation up or down, by a coin that the seed on record decides.
        var (coin, step, sum, flips) = (new Random(found.Seed), 0.1 * Math.Sqrt(20.0 / 3), 0.0, 0);
        for (var row = 0; row < 9; row++)
        {
            var logit = row - 4 + row % 2;
            var moved = logit + (coin.Next(2) == 0 ? step : -step);
            sum += Math.Abs(Step(logit, moved));
            flips += (logit >= 0) != (moved >= 0) ? 1 : 0;
        }

        Probe("A", Disturbance.Noise).MeanShift.ShouldBe(sum / 9, 1e-6);
        Probe("A", Disturbance.Noise).Flipped!.Rows.ShouldBe(flips);

        RobustnessProbe Probe(string feature, Disturbance disturbance) =>
            found.Probes.Single(p => p.Feature == feature && p.Disturbance == disturbance);
    }

    /// <summary>What does not change has an interval of nothing, and what gets worse one that lies below 0.</summary>
    [Fact]
    public void How_sure_a_change_is_is_told_over_the_same_samples()
    {
        var random = new Random(3);
        var a = Enumerable.Range(0, 2000).Select(_ => (float)(random.NextDouble() * 8)).ToArray();
        var labels = a.Select(value => random.NextDouble() * 8 < value ? 1 : 0).ToArray();
        var set = Rows(a, [.. a.Select(_ => 0f)], labels);
        var found = RobustnessMeter.Of(Model, set, set, Decisions("score >= 0.5"));

        var flag = found.Probes.Single(p => p is { Feature: "F", Disturbance: Disturbance.Missing });
        (flag.RocAuc, flag.AveragePrecision, flag.MeanShift).ShouldBe((new MetricChange(0, 0, 0), new MetricChange(0, 0, 0), 0));
        var missing = found.Probes.Single(p => p is { Feature: "A", Disturbance: Disturbance.Missing }).RocAuc!;
        missing.Change.ShouldBe(0.5 - found.RocAuc!.Value, 1e-9);
        missing.Low!.Value.ShouldBeLessThan(missing.Change);
        missing.High!.Value.ShouldBeInRange(missing.Change, 0);
        // The difference of an area has about the error that the area has, some 0.01 of so many rows.
        (missing.High.Value - missing.Low.Value).ShouldBeInRange(0.01, 0.06);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_and_many_rows_are_drawn_evenly()
    {
        var a = Enumerable.Range(0, RobustnessMeter.MostRows * 2).Select(i => i % 9f).ToArray();
        var set = Rows(a, [.. a.Select(value => value % 2)], [.. a.Select(value => value > 4 ? 1 : 0)]);
        var found = RobustnessMeter.Of(Model, set, set, Decisions("score >= 0.5"));
        found.Rows.ShouldBe(RobustnessMeter.MostRows);
        found.ToBytes().ShouldBe(RobustnessMeter.Of(Model, set, set, Decisions("score >= 0.5")).ToBytes());
        Robustness.FromBytes(found.ToBytes()).ToBytes().ShouldBe(found.ToBytes());
    }

    /// <summary>A decision that looks at a feature too is told; one that looks at what is not kept with rows is said not to be.</summary>
    [Fact]
    public void What_decides_beside_the_score_is_reckoned_with_or_said_to_be_unknown()
    {
        var set = Rows([0, 1, 2, 3], [0, 0, 0, 1], [0, 0, 1, 1]);
        RobustnessMeter
            .Of(Model, set, set, Decisions("A >= 2"))
            .Probes.Single(p => p.Disturbance == Disturbance.Above)
            .Flipped!.Rows.ShouldBe(2);

        var unknown = RobustnessMeter.Of(Model, set, set, Decisions("SHOP > 3 and score > 0.5"));
        unknown.WhyNoDecisions.ShouldNotBeNull();
        unknown.Probes.ShouldAllBe(p => p.Flipped == null && p.RocAuc != null);
    }

    /// <summary>Fails where labels that say nothing make figures up, or end the training.</summary>
    [Fact]
    public void Without_labels_of_both_kinds_metrics_are_unknown()
    {
        var set = Rows([0, 1, 2, 3], [0, 0, 0, 1], [0, 0, 0, 0]);
        var found = RobustnessMeter.Of(Model, set, set, Decisions("score >= 0.5"));
        (found.RocAuc, found.AveragePrecision).ShouldBe((null, null));
        found.Probes.ShouldAllBe(p => p.RocAuc == null && p.AveragePrecision == null && p.Flipped != null);

        RobustnessMeter.Of(Model, set, set.Where(_ => false), Decisions("score >= 0.5")).Rows.ShouldBe(0);
    }

    static double Step(double from, double to) => 1 / (1 + Math.Exp(-from)) - 1 / (1 + Math.Exp(-to));

    static bool Near(FlippedRows one, FlippedRows other) =>
        one.Rows == other.Rows
        && Math.Abs(one.Share - other.Share) < 1e-9
        && Math.Abs(one.Low - other.Low) < 1e-4
        && Math.Abs(one.High - other.High) < 1e-4;

    static IReadOnlyList<DecisionModel> Decisions(string condition) =>
        TopologyLoader.Parse(Text.Replace("CONDITION", condition, StringComparison.Ordinal)).Score.Decisions;

    static TrainingSet Rows(float[] a, float[] flags, int[] labels) =>
        new(
            ["A", "F"],
            [.. a.Zip(flags).SelectMany(pair => new[] { pair.First, pair.Second })],
            [.. labels.Select(label => label == 1)],
            new Timestamp[labels.Length]
        );
}
