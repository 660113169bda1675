using Streaming.Learning.Data;
using Streaming.Learning.Scorers;
using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>A model in our form, beside what ML.NET makes of rows.</summary>
sealed class Grown(ScoringModel model, IReadOnlyDictionary<string, double> importance, Func<TrainingSet, double[]> probabilities) : IGrown
{
    public IReadOnlyDictionary<string, double> Importance => importance;

    public double[] Probabilities(TrainingSet set) => probabilities(set);

    public ScoringModel ToModel() => model;

    /// <summary>Where nothing tells rows apart: the share of positive ones. (Some algorithms would say a half.)</summary>
    internal static Grown Constant(TrainingSet set)
    {
        var share = (double)set.CountPositives() / set.Count;
        return new Grown(
            new TreeEnsemble(set.FeatureNames, [], 1, Math.Log(share / (1 - share))),
            Shares.Of(set.FeatureNames, new double[set.FeatureNames.Count]),
            rows => [.. Enumerable.Repeat(share, rows.Count)]
        );
    }
}
