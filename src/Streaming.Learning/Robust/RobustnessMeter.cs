using Streaming.Inference.Onnx;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Fairness;
using Streaming.Learning.Training;
using Streaming.Models.References;
using Streaming.Topology.Model;

namespace Streaming.Learning.Robust;

/// <summary>
/// Disturbs rows that a version has not learnt from, and looks what becomes of its scores, of what is decided by them, and of how well they
/// rank. The same rows give the same figures. Intervals of shares are Wilson's; those of changes of metrics come of drawing the same rows,
/// or groups of rows, for the disturbed and the undisturbed scores (the paired bootstrap: Efron and Tibshirani 1993, chapter 8).
/// </summary>
static class RobustnessMeter
{
    /// <summary>Enough for a share of a tenth of a percent; each is scored some four times a feature.</summary>
    internal const int MostRows = 10_000;

    /// <param name="model">The version.</param>
    /// <param name="trained">What it was trained on: tells how far values go.</param>
    /// <param name="test">What it was judged on.</param>
    /// <param name="decisions">What is decided by its scores.</param>
    /// <param name="stop">Gives up.</param>
    internal static Robustness Of(
        OnnxModel model,
        TrainingSet trained,
        TrainingSet test,
        IReadOnlyList<DecisionModel> decisions,
        CancellationToken stop = default
    )
    {
        var rows = Drawn(test);
        var decider = new RowDecisions(decisions, rows);
        var why = decider.Why();
        var scores = Scores.Of(model, rows);
        var decided = why is null ? decider.Of(rows.Features, scores) : null;
        var changes = new MetricChanges(rows, scores);
        var disturbed = new Disturbed(rows, FeatureScale.Of(trained));
        var probes = disturbed
            .All()
            .AsParallel()
            .AsOrdered()
            .WithCancellation(stop)
            .Select(probe => Probe(probe.Feature, probe.Disturbance))
            .ToList();
        return new Robustness(
            rows.Count,
            rows.CountPositives(),
            Disturbed.Seed,
            Disturbed.NoiseShare,
            Disturbed.BeyondShare,
            ThresholdMetrics.AveragePrecision(scores, rows.Labels),
            ThresholdMetrics.RocAuc(scores, rows.Labels),
            why,
            probes
        );

        RobustnessProbe Probe(int? feature, Disturbance disturbance)
        {
            var values = disturbed.Of(feature, disturbance);
            var other = Scores.Of(model, values, rows.Count);
            var (precision, area) = changes.Of(other);
            return new RobustnessProbe(
                feature is { } one ? rows.FeatureNames[one] : null,
                disturbance,
                rows.Count == 0 ? 0 : scores.Zip(other, (was, now) => Math.Abs((double)now - was)).Average(),
                decided is null || rows.Count == 0 ? null : Flipped(decided, decider.Of(values, other)),
                precision,
                area
            );
        }
    }

    static FlippedRows Flipped(string[] decided, string[] other)
    {
        var rate = Proportions.Wilson(decided.Zip(other).LongCount(pair => pair.First != pair.Second), decided.Length);
        return new FlippedRows(rate.Hits, rate.Value, rate.Low, rate.High);
    }

    /// <summary>Evenly over the time, in order.</summary>
    static TrainingSet Drawn(TrainingSet test) =>
        test.Count <= MostRows ? test : test.Take([.. Enumerable.Range(0, MostRows).Select(i => (int)((long)i * test.Count / MostRows))]);
}
