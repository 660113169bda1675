using Streaming.Explanations.Scoring;
using Streaming.Explanations.Shap;
using Streaming.Explanations.Tests.Trees;

namespace Streaming.Explanations.Tests.Scoring;

/// <summary>Values of rows that have too many coalitions to score all.</summary>
public sealed class SampledValuesTests
{
    const int Width = 16;

    /// <summary>A 95% interval is one that holds the truth 95 times of 100: fails where errors are told too small, or too large to be of
    /// use.</summary>
    [Theory]
    [InlineData(120)]
    [InlineData(1000)]
    public void Errors_cover_the_truth_as_often_as_they_say(int samples)
    {
        var random = new Random(11);
        var ensemble = RandomTrees.Ensemble(random, Width, trees: 30, depth: 5);
        var (row, background) = (RandomTrees.Rows(random, 1, Width), RandomTrees.Rows(random, 4, Width));
        var truth = new double[Width];
        TreeExplainer.Against(ensemble, background).Explain(row, truth);
        var (covered, asked) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var kernel = new KernelExplainer(
                KernelExplainerTests.Scores(ensemble),
                background,
                Width,
                new KernelOptions { Samples = samples, Seed = seed }
            );
            var found = kernel.Explain(row, 2);
            found.SampledRows.ShouldBe(1);
            KernelExplainerTests.ShouldAddUp(kernel, found);
            for (var feature = 0; feature < Width; feature++)
            {
                asked++;
                if (Math.Abs(found.Values[feature] - truth[feature]) <= 1.96 * found.Errors[feature] + 1e-12)
                    covered++;
            }
        }

        ((double)covered / asked).ShouldBeInRange(0.935, 0.97);
    }

    /// <summary>Where features do not act together, any sample tells the values, and the error says so.</summary>
    [Fact]
    public void Of_a_sum_are_exact()
    {
        var row = Enumerable.Range(1, Width).Select(i => (float)i).ToArray();
        var kernel = new KernelExplainer(
            (rows, scores) =>
            {
                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] = 3;
                    for (var f = 0; f < Width; f++)
                        scores[i] += f * rows[(i * Width) + f];
                }
            },
            new float[Width],
            Width,
            new KernelOptions { Samples = 100 }
        );
        var found = kernel.Explain(row, 1);
        for (var f = 0; f < Width; f++)
        {
            found.Values[f].ShouldBe(f * row[f], 1e-9);
            found.Errors[f].ShouldBe(0, 1e-9);
        }
    }

    /// <summary>Fails where a stratum is left out, or weighed wrongly against the others.</summary>
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    public void With_all_coalitions_are_exact(int width)
    {
        var random = new Random(width);
        var ensemble = RandomTrees.Ensemble(random, width, trees: 10, depth: 6);
        var (row, background) = (RandomTrees.Rows(random, 1, width), RandomTrees.Rows(random, 1, width));
        // Each feature differs: one that does not would be left out.
        for (var f = 0; f < width; f++)
            row[f] = row[f].Equals(background[f]) ? (row[f] == 2 ? 1 : 2) : row[f];
        var truth = new double[width];
        TreeExplainer.Against(ensemble, background).Explain(row, truth);
        var found = new KernelExplainer(
            KernelExplainerTests.Scores(ensemble),
            background,
            width,
            new KernelOptions { Samples = 1 << width }
        ).Explain(row, 1);
        found.SampledRows.ShouldBe(0);
        for (var f = 0; f < width; f++)
            found.Values[f].ShouldBe(truth[f], 1e-9);
    }

    /// <summary>Fails where a seed is passed over.</summary>
    [Fact]
    public void Are_drawn_by_the_seed()
    {
        var random = new Random(4);
        var ensemble = RandomTrees.Ensemble(random, Width, trees: 20, depth: 5);
        var (row, background) = (RandomTrees.Rows(random, 1, Width), RandomTrees.Rows(random, 9, Width));
        double[] Values(long seed) =>
            new KernelExplainer(KernelExplainerTests.Scores(ensemble), background, Width, new KernelOptions { Samples = 200, Seed = seed })
                .Explain(row, 2)
                .Values;
        Values(7).ShouldBe(Values(7));
        Values(7).ShouldNotBe(Values(8));
    }

    [Fact]
    public void Too_few_are_refused()
    {
        var random = new Random(4);
        var ensemble = RandomTrees.Ensemble(random, Width, trees: 2, depth: 3);
        var kernel = new KernelExplainer(
            KernelExplainerTests.Scores(ensemble),
            RandomTrees.Rows(random, 50, Width),
            Width,
            new KernelOptions { Samples = 20 }
        );
        Should
            .Throw<ExplanationException>(() => kernel.Explain(RandomTrees.Rows(random, 1, Width), 1))
            .Message.ShouldBe("The values of 16 features cannot be told from 20 samples: take 60 or more.");
    }
}
