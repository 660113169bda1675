using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Learning.Algorithms;

namespace Streaming.Learning.LightGbm;

/// <summary>
/// Finds out which way each inner node sends a missing value. ML.NET keeps that to itself (a node's stand-in for NaN
/// comes from LightGBM's default direction, or is 0 where the training rows had no missing values), so each node is
/// asked: a row is made that reaches the node, with NaN for the node's feature, and the leaf it ends in tells.
/// </summary>
static class MissingDirections
{
    /// <returns>Per tree, per inner node: whether NaN goes left. False where no row with NaN can reach the node.</returns>
    internal static IReadOnlyList<bool[]> Probe(MLContext context, TreeEnsembleModelParametersBasedOnRegressionTree model, int width)
    {
        var trees = model.TrainedTreeEnsemble.Trees;
        var rows = new List<float>();
        foreach (var tree in trees)
            ProbeRow.AppendAll(tree, width, rows);

        var found = trees.Select(tree => new bool[tree.NumberOfLeaves - 1]).ToArray();
        using var reached = LeavesReached(context, model, [.. rows], width).GetEnumerator();
        var firstLeaf = 0;
        for (var t = 0; t < trees.Count; t++)
        {
            for (var node = 0; node < found[t].Length && reached.MoveNext(); node++)
            {
                found[t][node] = IsBelow(
                    trees[t],
                    trees[t].LeftChild[node],
                    LeafIn(reached.Current.Leaves, firstLeaf, trees[t].NumberOfLeaves)
                );
            }

            firstLeaf += trees[t].NumberOfLeaves;
        }

        return found;
    }

    static IEnumerable<Reached> LeavesReached(MLContext context, TreeEnsembleModelParameters model, float[] rows, int width)
    {
        var view = MatrixView.Of(context, rows, width, new bool[rows.Length / width]);
        var featurizer = context.Transforms.FeaturizeByPretrainTreeEnsemble(
            new PretrainedTreeFeaturizationEstimator.Options
            {
                ModelParameters = model,
                InputColumnName = MatrixView.Features,
                LeavesColumnName = nameof(Reached.Leaves),
            }
        );
        return context.Data.CreateEnumerable<Reached>(featurizer.Fit(view).Transform(view), reuseRowObject: true);
    }

    /// <summary>The leaf of one tree that a row ended in; all trees' leaves lie behind each other in the vector, one of each tree is
    /// set.</summary>
    static int LeafIn(VBuffer<float> leaves, int first, int count)
    {
        foreach (var leaf in leaves.Items())
        {
            if (leaf.Value != 0 && leaf.Key >= first && leaf.Key < first + count)
                return leaf.Key - first;
        }

        throw new InvalidOperationException("ML.NET's tree featurizer named no leaf of a tree.");
    }

    static bool IsBelow(RegressionTree tree, int child, int leaf) =>
        child < 0 ? ~child == leaf : IsBelow(tree, tree.LeftChild[child], leaf) || IsBelow(tree, tree.RightChild[child], leaf);

    sealed class Reached
    {
        public VBuffer<float> Leaves { get; set; }
    }
}
