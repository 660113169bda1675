using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Data;
using Streaming.Learning.Scorers;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>
/// FastForest: its leaves hold the mean of -1 and 1 over their rows, so that a forest's mean m says (1 + m) / 2, the share of positive
/// rows.
/// That is its probability here; ML.NET itself gives the sum alone.
/// </summary>
sealed class FastForestGrower : IGrower
{
    public IReadOnlyList<Setting> Settings { get; } =
    [
        new(SettingKinds.Trees, 100, SearchRange.Log(50, 300)),
        new(SettingKinds.Leaves, 127, SearchRange.Log(16, 512)),
        new(SettingKinds.MinRowsPerLeaf, 5, SearchRange.Log(1, 50)),
        new(SettingKinds.Bins, 1023, SearchRange.Log(255, 8191)),
        new(SettingKinds.RowShare, 0.7, SearchRange.Even(0.4, 1)),
        new(SettingKinds.FeatureShare, 0.7, SearchRange.Even(0.3, 1)),
    ];

    public double Tolerance => 1e-6;

    public IGrown Grow(TrainingSet set, float[]? weights, double positiveWeight, TrainerOptions options)
    {
        var context = new MLContext(options.Seed);
        var standIns = StandIns.Of(set);
        var settings = new FastForestBinaryTrainer.Options().With(options, isWeighted: weights is not null);
        var trainer = context.BinaryClassification.Trainers.FastForest(settings);
        var filled = standIns.Fill(set.Features);
        var transformer = trainer.Fit(MatrixView.Of(context, filled, set.FeatureNames.Count, set.Labels, weights));
        var source = transformer.Model.TrainedTreeEnsemble;
        if (source.Trees.All(tree => tree.NumberOfLeaves < 2))
            return Grown.Constant(set);

        var half = 0.5 / Math.Max(1, source.Trees.Count);
        var model = new TreeEnsemble(set.FeatureNames, RegressionTrees.Convert(source, standIns), half, 0.5 + half * source.Bias)
        {
            Steps = positiveWeight == 1 ? [] : [new Unweight(positiveWeight)],
        };
        return new Grown(model, RegressionTrees.Importance(source, set.FeatureNames), rows =>
        {
            var own = MatrixView.Column(context, transformer, standIns.Fill(rows.Features), rows.FeatureNames.Count, "Score");
            return Array.ConvertAll(own, sum => Odds.Unweighted(0.5 + half * sum, positiveWeight));
        });
    }
}
