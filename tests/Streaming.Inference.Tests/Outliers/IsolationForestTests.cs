using CsCheck;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Learning.Outliers;

namespace Streaming.Inference.Tests.Outliers;

public sealed class IsolationForestTests
{
    const float Missing = float.NaN;

    /// <summary>c(n) as the paper derives it: the mean length of a search without success in a binary search tree, by exact harmonic
    /// numbers in place of the logarithm.</summary>
    [Fact]
    public void The_average_length_is_that_of_a_search_without_success()
    {
        IsolationForest.AverageLength(0).ShouldBe(0);
        IsolationForest.AverageLength(1).ShouldBe(0);
        IsolationForest.AverageLength(2).ShouldBe(1);
        for (var n = 3; n <= 256; n++)
        {
            var exact = 2 * Enumerable.Range(1, n - 1).Sum(i => 1.0 / i) - 2.0 * (n - 1) / n;
            IsolationForest.AverageLength(n).ShouldBe(exact, 1.0 / (n - 1), $"{n}");
        }

        IsolationForest.AverageLength(256).ShouldBe(10.2448, 1e-4);
    }

    [Fact]
    public void A_row_takes_the_branch_of_its_value_and_the_third_where_it_has_none()
    {
        var forest = new IsolationForest(
            features: 2,
            sample: 4,
            [
                IsolationNode.LeafOf(1),
                IsolationNode.LeafOf(2),
                IsolationNode.LeafOf(3),
                // The first tree: by the second value at 10.
                new IsolationNode(1, 10, 0, 1, 2),
                // The second: by the first value at 0, and from there on by the second one at -5.
                new IsolationNode(1, -5, 1, 2, 0),
                new IsolationNode(0, 0, 2, 4, 0),
            ],
            [3, 5]
        );
        Length(forest, -1, 9.99f).ShouldBe((1 + 3) / 2f);
        Length(forest, 0, 10).ShouldBe((2 + 3) / 2f, "the value itself is not below it");
        Length(forest, 0, -6).ShouldBe((1 + 2) / 2f);
        Length(forest, Missing, 11).ShouldBe((2 + 1) / 2f);
        Length(forest, 1, Missing).ShouldBe((3 + 1) / 2f);
        Length(forest, float.NegativeInfinity, float.PositiveInfinity).ShouldBe((2 + 3) / 2f);
        // 2 ** (-E(h) / c(4)), c(4) = 2 (ln 3 + 0.5772156649) - 1.5 = 1.851656.
        forest.ScoreOf(2).ShouldBe((float)Math.Pow(2, -2 / 1.851656), 1e-6f);
        forest.ScoreOf(1.851656f).ShouldBe(0.5f, 1e-6f);
    }

    /// <summary>An independent computation: on a line, the expected length of every row's path is a recursion over the gaps, each of which
    /// is hit as often as it is wide. Within five standard errors of 200 forests.</summary>
    [Fact]
    public void Paths_are_as_long_as_a_recursion_over_all_trees_says()
    {
        float[] line = [0, 1, 1.5f, 2, 2.25f, 3, 4, 4.5f, 5, 20];
        const int forests = 200;
        var lengths = Enumerable.Range(0, forests).Select(seed => Lengths(IsolationGrower.Grow(line, 1, seed), line)).ToList();
        for (var row = 0; row < line.Length; row++)
        {
            var exact = Expected(line, row, 0, line.Length, depth: 0, height: 4);
            var mean = lengths.Average(l => l[row]);
            var error = Math.Sqrt(lengths.Sum(l => (l[row] - mean) * (l[row] - mean)) / (forests - 1) / forests);
            mean.ShouldBe((float)exact, (float)(5 * error), $"row {row}");
            error.ShouldBeLessThan(0.02);
        }
    }

    [Fact]
    public void A_value_that_is_never_missing_sets_a_row_apart_where_it_is()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 3 * 2000).Select(i => i % 3 == 2 && i % 2 == 0 ? Missing : random.NextSingle()).ToArray();
        var forest = IsolationGrower.Grow(rows, 3, seed: 1);
        var usual = Length(forest, 0.5f, 0.5f, 0.5f);
        Length(forest, 0.5f, 0.5f, Missing).ShouldBeGreaterThan(0.9f * usual, "one of two rows is like that");
        Length(forest, 0.5f, Missing, 0.5f).ShouldBeLessThan(0.5f * usual);
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_trees()
    {
        var random = new Random(6);
        var rows = Enumerable.Range(0, 4 * 1000).Select(_ => random.NextSingle()).ToArray();
        var one = IsolationReference.Of(IsolationGrower.Grow(rows, 4, seed: 1), rows).ToBytes();
        IsolationReference.Of(IsolationGrower.Grow(rows, 4, seed: 1), rows).ToBytes().ShouldBe(one);
        IsolationReference.Of(IsolationGrower.Grow(rows, 4, seed: 2), rows).ToBytes().ShouldNotBe(one);
    }

    /// <summary>Whatever numbers there are, and however few: every row ends in a leaf, alone or among others.</summary>
    [Fact]
    public void Any_rows_grow_a_forest_by_which_a_row_alone_is_as_long_as_among_others() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[2, 40])
            .SelectMany(size => Value.Array[size.Item1 * size.Item2].Select(rows => (Features: size.Item1, Rows: rows)))
            .Sample(
                set =>
                {
                    var forest = IsolationGrower.Grow(set.Rows, set.Features, seed: 3);
                    var many = Enumerable.Repeat(set.Rows, 10).SelectMany(r => r).ToArray();
                    var lengths = Lengths(forest, many);
                    for (var row = 0; row < lengths.Length; row++)
                    {
                        var alone = Lengths(forest, many[(row * set.Features)..((row + 1) * set.Features)]);
                        alone[0].ShouldBe(lengths[row]);
                        forest.ScoreOf(alone[0]).ShouldBeInRange(0, 1);
                    }
                },
                iter: 200
            );

    [Fact]
    public void What_would_be_walked_for_ever_or_beyond_its_end_is_refused()
    {
        Refused(new IsolationNode(0, 1, 0, 0, 1));
        Refused(new IsolationNode(0, 1, 0, 2, 0));
        Refused(new IsolationNode(0, 1, -1, 0, 0));
        Refused(new IsolationNode(2, 1, 0, 0, 0));
        Refused(new IsolationNode(-2, 1, 0, 0, 0));
        Refused(new IsolationNode(0, float.NaN, 0, 0, 0));
        Refused(IsolationNode.LeafOf(float.PositiveInfinity));
        Should.Throw<ModelException>(() => new IsolationForest(2, 4, [IsolationNode.LeafOf(1)], [1]));
        Should.Throw<ModelException>(() => new IsolationForest(2, 4, [IsolationNode.LeafOf(1)], []));

        static void Refused(IsolationNode node) =>
            Should
                .Throw<ModelException>(() => new IsolationForest(2, 4, [IsolationNode.LeafOf(1), node], [1]))
                .Message.ShouldContain("damaged");
    }

    static readonly float[] Odd = [Missing, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue];

    static readonly Gen<float> Value = Gen.Frequency(
        (6, Gen.Int[-3, 3].Select(i => (float)i)),
        (3, Gen.Float),
        (1, Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]))
    );

    /// <summary>By the definition of the paper, over all ways to split.</summary>
    static double Expected(float[] line, int row, int from, int to, int depth, int height)
    {
        if (to - from == 1 || depth == height)
            return depth + IsolationForest.AverageLength(to - from);
        var sum = 0.0;
        for (var gap = from; gap < to - 1; gap++)
        {
            var hit = (line[gap + 1] - line[gap]) / (line[to - 1] - line[from]);
            sum +=
                hit
                * (
                    row <= gap ? Expected(line, row, from, gap + 1, depth + 1, height) : Expected(line, row, gap + 1, to, depth + 1, height)
                );
        }

        return sum;
    }

    static float Length(IsolationForest forest, params float[] row) => Lengths(forest, row)[0];

    static float[] Lengths(IsolationForest forest, float[] rows)
    {
        var lengths = new float[rows.Length / forest.Features];
        forest.Lengths(rows, lengths);
        return lengths;
    }
}
