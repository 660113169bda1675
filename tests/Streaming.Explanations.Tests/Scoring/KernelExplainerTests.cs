using Streaming.Explanations.Scoring;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Tests.Shap;
using Streaming.Explanations.Tests.Trees;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Scoring;

/// <summary>The values of a model of which nothing is known but its scores, where every coalition can be scored.</summary>
public sealed class KernelExplainerTests
{
    /// <summary>Trees are explained by their leaves there, and by their scores here.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(6, 30)]
    [InlineData(13, 3)]
    public void Are_those_that_trees_have_by_their_leaves(int width, int others)
    {
        var random = new Random(width);
        var ensemble = RandomTrees.Ensemble(random, width, trees: 5, depth: 5);
        var (rows, background) = (RandomTrees.Rows(random, 4, width), RandomTrees.Rows(random, others, width));
        var expected = new double[rows.Length];
        var trees = TreeExplainer.Against(ensemble, background);
        trees.Explain(rows, expected);

        var kernel = new KernelExplainer(Scores(ensemble), background, width);
        var found = kernel.Explain(rows, 2);

        kernel.Base.ShouldBe(trees.Base, 1e-9);
        found.SampledRows.ShouldBe(0);
        found.Errors.ShouldAllBe(e => e == 0);
        for (var i = 0; i < expected.Length; i++)
            found.Values[i].ShouldBe(expected[i], 1e-6);
        ShouldAddUp(kernel, found);
    }

    /// <summary>A function that no coalition is like another in.</summary>
    [Fact]
    public void Are_Shapleys_of_a_function_without_any_shape()
    {
        const int width = 9;
        var row = Enumerable.Repeat(1f, width).ToArray();
        static double Worth(uint coalition) => new Random((int)coalition + 1).NextDouble();
        var kernel = new KernelExplainer(
            (rows, scores) =>
            {
                for (var i = 0; i < scores.Length; i++)
                    scores[i] = Worth(Enumerable.Range(0, width).Aggregate(0u, Bits(rows.Slice(i * width, width).ToArray())));
            },
            new float[width],
            width
        );

        var found = kernel.Explain(row, 2);

        var expected = new BruteForce(width, Worth);
        kernel.Base.ShouldBe(expected.Base);
        foreach (var (value, wanted) in found.Values.Zip(expected.Values()))
            value.ShouldBe(wanted, 1e-9);

        static Func<uint, int, uint> Bits(float[] of) => (bits, feature) => bits | (of[feature] > 0 ? 1u << feature : 0);
    }

    /// <summary>Fails where all features are counted, and not those that can have moved the score.</summary>
    [Fact]
    public void Are_exact_for_many_features_of_which_few_differ()
    {
        const int width = 40;
        var random = new Random(5);
        var ensemble = RandomTrees.Ensemble(random, width, trees: 20, depth: 5);
        var background = RandomTrees.Rows(random, 1, width);
        var row = (float[])background.Clone();
        for (var i = 0; i < 10; i++)
            row[4 * i] = row[4 * i] == 3 ? 0.25f : 3;
        var expected = new double[width];
        TreeExplainer.Against(ensemble, background).Explain(row, expected);

        var found = new KernelExplainer(Scores(ensemble), background, width).Explain(row, 1);

        found.SampledRows.ShouldBe(0);
        foreach (var (value, wanted) in found.Values.Zip(expected))
            value.ShouldBe(wanted, 1e-9);
    }

    /// <summary>Fails where what is scored together hangs on threads or on other rows. The model rounds by the size of its batch, as matrix
    /// products do.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    public void Are_the_same_bits_on_any_number_of_threads_and_beside_any_rows(int width)
    {
        var random = new Random(8);
        var ensemble = RandomTrees.Ensemble(random, width, trees: 5, depth: 4);
        var (rows, background) = (RandomTrees.Rows(random, 9, width), RandomTrees.Rows(random, 50, width));
        ScoreRows score = (of, scores) =>
        {
            Scores(ensemble)(of, scores);
            foreach (ref var s in scores)
                s += 1e-9 * scores.Length;
        };
        var kernel = new KernelExplainer(score, background, width, new KernelOptions { Samples = 300 });
        var expected = kernel.Explain(rows, 1);
        foreach (var threads in (int[])[2, 5, 16])
        {
            var found = kernel.Explain(rows, threads);
            found.Values.ShouldBe(expected.Values);
            found.Errors.ShouldBe(expected.Errors);
        }

        kernel.Explain(rows.AsMemory(3 * width, width), 4).Values.ShouldBe(expected.Values[(3 * width)..(4 * width)]);
    }

    [Fact]
    public void Nothing_to_compare_with_is_said() =>
        Should
            .Throw<ExplanationException>(() => new KernelExplainer((_, _) => { }, Array.Empty<float>(), 3))
            .Message.ShouldContain("has no rows");

    /// <summary>Hours of scoring are refused before they begin.</summary>
    [Fact]
    public void A_background_that_takes_hours_is_refused()
    {
        var (width, asked) = (13, 0);
        var kernel = new KernelExplainer((_, scores) => asked += scores.Length, new float[width * 20_000], width);
        asked = 0;
        Should
            .Throw<ExplanationException>(() => kernel.Explain(Enumerable.Repeat(1f, width).ToArray(), 1))
            .Message.ShouldContain("163,800,000 rows for one: give it a background of 12,210 rows or fewer");
        asked.ShouldBeLessThan(2);
    }

    /// <summary>Fails where a fault comes out as several in one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_model_that_fails_is_quoted(int threads)
    {
        var calls = 0;
        var kernel = new KernelExplainer(
            (_, scores) =>
            {
                if (calls++ > 0)
                    throw new ExplanationException("not with these");
                scores.Clear();
            },
            new float[3],
            3
        );
        Should
            .Throw<ExplanationException>(() => kernel.Explain(new float[] { 1, 2, 3, 4, 5, 6 }, threads))
            .Message.ShouldBe("not with these");
    }

    internal static ScoreRows Scores(TreeEnsemble ensemble) =>
        (rows, scores) =>
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] = ensemble.Margin(rows.Slice(i * ensemble.FeatureCount, ensemble.FeatureCount));
        };

    internal static void ShouldAddUp(KernelExplainer kernel, KernelValues found)
    {
        var width = found.Values.Length / found.Scores.Length;
        for (var row = 0; row < found.Scores.Length; row++)
            (kernel.Base + found.Values.AsSpan(row * width, width).ToArray().Sum()).ShouldBe(found.Scores[row], 1e-6);
    }
}
