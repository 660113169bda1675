using System.Globalization;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.LightGbm;

/// <summary>Reads LightGBM's text form, with the covers that it has and ONNX has not.</summary>
static class LightGbmText
{
    internal static TreeEnsemble Read(string text, int width)
    {
        var trees = text.Split("\nTree=").Skip(1).Select(Block).ToList();
        return new TreeEnsemble(width, [.. trees.Select(Tree)]).WithCovers([
            .. trees.Select(t => new TreeCovers(Numbers(t, "internal_count"), Numbers(t, "leaf_count"))),
        ]);
    }

    static Dictionary<string, string> Block(string text) =>
        text.Split('\n')
            .TakeWhile(line => line != "end of trees")
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(g => g.Key, g => g.First()[1]);

    static DecisionTree Tree(Dictionary<string, string> block)
    {
        var features = Numbers(block, "split_feature");
        var thresholds = Numbers(block, "threshold");
        var decisions = Numbers(block, "decision_type");
        var left = Numbers(block, "left_child");
        var right = Numbers(block, "right_child");
        var splits = new Split[features.Length];
        for (var s = 0; s < splits.Length; s++)
        {
            var decision = (int)decisions[s];
            var (categorical, defaultLeft, missing) = ((decision & 1) != 0, (decision & 2) != 0, (decision >> 2) & 3);
            splits[s] = new Split(
                (int)features[s],
                categorical ? Comparison.Member : Comparison.AtMost,
                categorical ? 0 : thresholds[s],
                // Where training met no missing value, LightGBM takes one for 0.
                !categorical && (missing == 2 ? defaultLeft : 0 <= thresholds[s]),
                (int)left[s],
                (int)right[s]
            )
            {
                Members = categorical ? Members(block, (int)thresholds[s]) : [],
            };
        }

        return new DecisionTree(splits, Numbers(block, "leaf_value"));
    }

    /// <summary>The bits of a set, 32 a word.</summary>
    static double[] Members(Dictionary<string, string> block, int set)
    {
        var bounds = Numbers(block, "cat_boundaries");
        var words = Numbers(block, "cat_threshold").Select(w => (uint)w).ToArray()[(int)bounds[set]..(int)bounds[set + 1]];
        return
        [
            .. Enumerable.Range(0, words.Length * 32).Where(bit => (words[bit / 32] >> (bit % 32) & 1) != 0).Select(bit => (double)bit),
        ];
    }

    static double[] Numbers(Dictionary<string, string> block, string name) =>
        block.TryGetValue(name, out var text)
            ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))]
            : [];
}
