using CsCheck;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Tests.Trees;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Shap;

/// <summary>
/// Both kinds of values against their definition: small trees of every kind of split, with missing values and categories.
/// </summary>
public sealed class BruteForceTests
{
    const double Close = 1e-9;

    [Fact]
    public void Against_a_background() =>
        Gen.Int.Sample(seed =>
        {
            var (ensemble, random) = Made(seed);
            var background = RandomTrees.Rows(random, random.Next(1, 8), ensemble.FeatureCount);
            Compare(TreeExplainer.Against(ensemble, background), random, row => BruteForce.Against(ensemble, background, row));
        });

    [Fact]
    public void Along_paths() =>
        Gen.Int.Sample(seed =>
        {
            var (made, random) = Made(seed);
            var ensemble = made.WithRandomCovers(random);
            Compare(TreeExplainer.AlongPaths(ensemble), random, row => BruteForce.AlongPaths(ensemble, row));
        });

    /// <summary>Beyond what tables are made for, and for more features than an entry has a value for each.</summary>
    [Theory]
    [InlineData(13, 13)]
    [InlineData(14, 100)]
    [InlineData(5, 100)]
    public void Of_long_ways_and_wide_rows(int depth, int width)
    {
        var random = new Random(depth);
        // A chain looks at feature after feature; behind it are features that the model does not look at.
        var chain = new DecisionTree(
            [.. Enumerable.Range(0, depth).Select(d => new Split(d, Comparison.AtMost, 1, d % 2 == 0, d + 1 < depth ? d + 1 : ~depth, ~d))],
            [.. Enumerable.Range(0, depth + 1).Select(leaf => leaf + 1.0)]
        );
        var small = new TreeEnsemble(depth, [chain, chain]).WithRandomCovers(random);
        var ensemble = new TreeEnsemble(width, small.Trees).WithCovers(small.Covers!);
        var rows = RandomTrees.Rows(random, 3, width);
        var background = RandomTrees.Rows(random, 2, width);
        foreach (var (explainer, oracle) in Both(ensemble, small, background, depth))
        {
            var values = new double[rows.Length];
            explainer.Explain(rows, values);
            foreach (var (row, own) in rows.Chunk(width).Zip(values.Chunk(width)))
            {
                Equal(own[..depth], oracle(row[..depth]).Values());
                own[depth..].ShouldAllBe(v => v == 0);
            }
        }
    }

    static IEnumerable<(TreeExplainer, Func<float[], BruteForce>)> Both(
        TreeEnsemble wide,
        TreeEnsemble small,
        float[] background,
        int depth
    )
    {
        yield return (TreeExplainer.AlongPaths(wide), row => BruteForce.AlongPaths(small, row));
        float[] narrow = [.. background.Chunk(wide.FeatureCount).SelectMany(b => b[..depth])];
        yield return (TreeExplainer.Against(wide, background), row => BruteForce.Against(small, narrow, row));
    }

    static (TreeEnsemble Ensemble, Random Random) Made(int seed)
    {
        var random = new Random(seed);
        return (RandomTrees.Ensemble(random, random.Next(1, 6), random.Next(1, 4), random.Next(0, 6)), random);
    }

    static void Compare(TreeExplainer explainer, Random random, Func<float[], BruteForce> oracle)
    {
        var width = explainer.Ensemble.FeatureCount;
        var rows = RandomTrees.Rows(random, 5, width);
        var (values, interactions) = (new double[rows.Length], new double[rows.Length * width]);
        explainer.Explain(rows, values);
        explainer.ExplainInteractions(rows, interactions);
        for (var r = 0; r < 5; r++)
        {
            var row = rows[(r * width)..((r + 1) * width)];
            var expected = oracle(row);
            explainer.Base.ShouldBe(expected.Base, Close);
            Equal(values[(r * width)..((r + 1) * width)], expected.Values());
            Equal(interactions[(r * width * width)..((r + 1) * width * width)], expected.Interactions());
            (explainer.Base + values[(r * width)..((r + 1) * width)].Sum()).ShouldBe(explainer.Ensemble.Margin(row), Close);
        }
    }

    static void Equal(double[] values, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
            values[i].ShouldBe(expected[i], Close);
    }
}
