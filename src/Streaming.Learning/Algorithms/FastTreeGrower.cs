using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Data;
using Streaming.Learning.Training;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>FastTree: boosted trees without a native library.</summary>
sealed class FastTreeGrower : IGrower
{
    public IReadOnlyList<Setting> Settings { get; } =
    [
        new(SettingKinds.Trees, 100, SearchRange.Log(100, 400)),
        new(SettingKinds.Leaves, 31, SearchRange.Log(4, 32)),
        new(SettingKinds.LearningRate, 0.05, SearchRange.Log(0.02, 0.1)),
        new(SettingKinds.MinRowsPerLeaf, 20, SearchRange.Log(2, 100)),
        new(SettingKinds.Bins, 1023, SearchRange.Log(255, 8191)),
        new(SettingKinds.RowShare, 1, SearchRange.Even(0.6, 1)),
        new(SettingKinds.FeatureShare, 1, SearchRange.Even(0.5, 1)),
    ];

    public double Tolerance => 1e-6;

    public IGrown Grow(TrainingSet set, float[]? weights, double positiveWeight, TrainerOptions options)
    {
        var context = new MLContext(options.Seed);
        var standIns = StandIns.Of(set);
        var settings = new FastTreeBinaryTrainer.Options { LearningRate = options.LearningRate!.Value };
        var trainer = context.BinaryClassification.Trainers.FastTree(settings.With(options, isWeighted: weights is not null));
        var filled = standIns.Fill(set.Features);
        var transformer = trainer.Fit(MatrixView.Of(context, filled, set.FeatureNames.Count, set.Labels, weights));
        var (source, calibrator) = (transformer.Model.SubModel.TrainedTreeEnsemble, transformer.Model.Calibrator);
        if (source.Trees.All(tree => tree.NumberOfLeaves < 2))
            return Grown.Constant(set);

        var model = new TreeEnsemble(
            set.FeatureNames,
            RegressionTrees.Convert(source, standIns),
            -calibrator.Slope,
            -calibrator.Offset - calibrator.Slope * source.Bias - Math.Log(positiveWeight)
        );
        return new Grown(model, RegressionTrees.Importance(source, set.FeatureNames), rows =>
        {
            var own = MatrixView.Column(context, transformer, standIns.Fill(rows.Features), rows.FeatureNames.Count, "Probability");
            return Array.ConvertAll(own, p => Odds.Unweighted(p, positiveWeight));
        });
    }
}
