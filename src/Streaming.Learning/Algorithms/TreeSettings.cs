using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Training;

namespace Streaming.Learning.Algorithms;

/// <summary>What ML.NET's tree algorithms are told alike.</summary>
static class TreeSettings
{
    /// <summary>Sets it; what it sets is given back.</summary>
    /// <param name="target">ML.NET's settings.</param>
    /// <param name="options">Ours, all of which are set.</param>
    /// <param name="isWeighted">Rows have weights.</param>
    internal static T With<T>(this T target, TrainerOptions options, bool isWeighted)
        where T : TreeOptions
    {
        target.NumberOfTrees = options.Trees!.Value;
        target.NumberOfLeaves = options.Leaves!.Value;
        target.MinimumExampleCountPerLeaf = options.MinRowsPerLeaf!.Value;
        target.BaggingSize = options.RowShare < 1 ? 1 : 0;
        target.BaggingExampleFraction = options.RowShare!.Value;
        target.FeatureFraction = options.FeatureShare!.Value;
        target.ExampleWeightColumnName = isWeighted ? MatrixView.Weight : null;
        target.MaximumBinCountPerFeature = options.Bins!.Value;
        target.Seed = options.Seed;
        target.FeatureSelectionSeed = options.Seed;
        // Threads add up histograms in an order of their own.
        target.NumberOfThreads = 1;
        return target;
    }
}
