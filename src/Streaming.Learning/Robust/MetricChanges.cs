using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Models.References;

namespace Streaming.Learning.Robust;

/// <summary>How metrics change as scores do, over the rows and over samples of them that are the same for all changes.</summary>
sealed class MetricChanges
{
    const int Samples = 200;

    readonly TrainingSet _rows;
    readonly IReadOnlyList<int[]> _samples;
    readonly Measured _before;

    /// <param name="rows">With their labels.</param>
    /// <param name="scores">Before.</param>
    internal MetricChanges(TrainingSet rows, float[] scores)
    {
        // Of what groups are for, their precision, nothing is asked here.
        _rows = new TrainingSet(rows.FeatureNames, rows.Features, rows.Labels, rows.EventTimes);
        _samples = Bootstrap.Draw(rows, Samples);
        _before = Measure(scores);
    }

    /// <summary>Average precision and area under the curve, of all rows and of each sample; NaN where one allows neither.</summary>
    sealed record Measured(double? Precision, double? Area, double[] Precisions, double[] Areas);

    /// <summary>May be called from several threads at once.</summary>
    /// <param name="scores">After.</param>
    internal (MetricChange? AveragePrecision, MetricChange? RocAuc) Of(float[] scores)
    {
        var after = Measure(scores);
        return (
            Change(_before.Precision, after.Precision, _before.Precisions, after.Precisions),
            Change(_before.Area, after.Area, _before.Areas, after.Areas)
        );
    }

    Measured Measure(float[] scores)
    {
        var metrics = new WeightedMetrics(scores, _rows);
        var (precisions, areas) = (new double[_samples.Count], new double[_samples.Count]);
        for (var sample = 0; sample < _samples.Count; sample++)
        {
            var of = metrics.Of(_samples[sample]);
            precisions[sample] = of.GetValueOrDefault("average_precision", double.NaN);
            areas[sample] = of.GetValueOrDefault("roc_auc", double.NaN);
        }

        return new Measured(
            ThresholdMetrics.AveragePrecision(scores, _rows.Labels),
            ThresholdMetrics.RocAuc(scores, _rows.Labels),
            precisions,
            areas
        );
    }

    static MetricChange? Change(double? before, double? after, double[] befores, double[] afters)
    {
        if (before is not { } was || after is not { } now)
            return null;
        var interval = Bootstrap.Middle([.. befores.Zip(afters, (one, other) => other - one).Where(double.IsFinite)], befores.Length);
        return new MetricChange(now - was, interval?.Low, interval?.High);
    }
}
