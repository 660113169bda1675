using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>
/// A generalized additive model: a step function a feature, written as one tree each. ML.NET 5.0.1 gives a model that says 0 to everything
/// as soon as rows have weights, so rows are repeated instead (<see cref="RepeatedRows"/>).
/// </summary>
sealed class GamGrower : IGrower
{
    public IReadOnlyList<Setting> Settings { get; } =
    [
        new(SettingKinds.Rounds, 1000, SearchRange.Log(200, 2000)),
        new(SettingKinds.LearningRate, 0.02, SearchRange.Log(0.005, 0.1)),
        new(SettingKinds.MinRowsPerLeaf, 10, SearchRange.Log(5, 200)),
        new(SettingKinds.Bins, 1023, SearchRange.Log(255, 4095)),
    ];

    public double Tolerance => 1e-6;

    public IGrown Grow(TrainingSet set, float[]? weights, double positiveWeight, TrainerOptions options)
    {
        var standIns = StandIns.Of(set);
        var width = set.FeatureNames.Count;
        var learnt = weights is null ? set : RepeatedRows.Of(set, weights, options.Seed);
        if (GamCurves.Fit(standIns.Fill(learnt.Features), width, learnt.Labels, options) is not { } curves)
            return Grown.Constant(set);
        var model = new TreeEnsemble(
            set.FeatureNames,
            [.. curves.All.Select(curve => Curve.ToTree(curve.Feature, curve.UpTo, curve.Effects, standIns[curve.Feature]))],
            curves.Slope,
            curves.Offset - Math.Log(positiveWeight)
        );
        return new Grown(model, Importance(model, set), rows =>
            Array.ConvertAll(curves.Probabilities(standIns.Fill(rows.Features)), p => Odds.Unweighted(p, positiveWeight))
        );
    }

    /// <summary>Each curve's mean distance from 0 over the training rows.</summary>
    static IReadOnlyDictionary<string, double> Importance(TreeEnsemble model, TrainingSet set)
    {
        var amounts = new double[set.FeatureNames.Count];
        foreach (var tree in model.Trees.Where(tree => tree.Feature.Count > 0))
        {
            for (var row = 0; row < set.Count; row++)
                amounts[tree.Feature[0]] += Math.Abs(tree.Leaves[tree.LeafOf(set.Row(row))]) / set.Count;
        }

        return Shares.Of(set.FeatureNames, amounts);
    }
}
