using Streaming.Explanations.Local;
using Streaming.Explanations.Scoring;

namespace Streaming.Explanations.Tests.Local;

/// <summary>A line through what a model says around a row, and how far it can be believed.</summary>
public sealed class LimeExplainerTests
{
    const int Width = 4;

    /// <summary>Numbers of other sizes, and a flag in the last column.</summary>
    static readonly float[] Background =
    [
        .. Enumerable
            .Range(0, 200)
            .SelectMany(i => (float[])[i % 7 / 2f, (i * 13) % 101 * 10.5f, (i * 7) % 31 * 0.01f, i % 4 == 0 ? 1 : 0]),
    ];

    static readonly float[] Row = [1.5f, 400, 0.1f, 1];

    /// <summary>A line is told as it is: what a standard deviation does, and what the flag does.</summary>
    [Fact]
    public void A_linear_model_is_recovered()
    {
        var found = Explain(row => (2 * row[0]) - (0.01 * row[1]) + (3 * row[3]) + 7, Row)[0];
        found.Score.ShouldBe(3 - 4 + 3 + 7, 1e-4);
        found.Fidelity.ShouldBeInRange(0.99999, 1);
        found.Intercept.ShouldBe(found.Score, 0.02);
        double[] expected = [2 * Deviation(0), -0.01 * Deviation(1), 0, 3];
        foreach (var (coefficient, wanted) in found.Coefficients.Zip(expected))
            coefficient.ShouldBe(wanted, 0.005 * Math.Max(1, Math.Abs(wanted)));
        (found.VariablesStability, found.CoefficientsStability).ShouldBe((1, 1));
    }

    /// <summary>Fails where the line is believed for its looks.</summary>
    [Fact]
    public void A_wild_function_has_no_fidelity_and_no_stability()
    {
        var found = Explain(row => Math.Sin(1000 * row[0]) * Math.Cos(77 * row[1]), Row)[0];
        found.Fidelity.ShouldBeInRange(-0.05, 0.05);
        found.VariablesStability.ShouldBeLessThan(0.8);
    }

    /// <summary>The line through z³ has the slope E z⁴ / E z² = 3 σ², where draws of deviation 1 with weights exp(-z²/2w²) have σ² = 1 /
    /// (1 + 1/w²), and w² is 9/16 of the features: fails where what is far counts as much, or another row is looked at.</summary>
    [Fact]
    public void What_is_near_counts()
    {
        var found = Explain(row => Math.Pow((row[0] - 1.5) / Deviation(0), 3), Row, samples: 20_000)[0];
        found.Coefficients[0].ShouldBe(3 / (1 + (1 / (0.5625 * Width))), 0.15);
    }

    [Fact]
    public void A_score_that_does_not_change_is_told_by_no_feature()
    {
        var found = Explain(_ => 0.25, Row)[0];
        found.Coefficients.ShouldAllBe(c => c == 0);
        (found.Fidelity, found.Intercept, found.VariablesStability, found.CoefficientsStability).ShouldBe((1, 0.25, 1, 1));
    }

    /// <summary>What a model is asked about are values that there can be: fails where a flag is made a fraction, or a missing value a
    /// number.</summary>
    [Fact]
    public void Flags_stay_flags_and_what_is_missing_is_drawn()
    {
        var (background, seen) = ((float[])Background.Clone(), new HashSet<float>());
        background[1] = float.NaN;
        var lime = new LimeExplainer(
            (rows, scores) =>
            {
                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] = float.IsNaN(rows[(i * Width) + 1]) ? 5 : 0;
                    seen.Add(rows[(i * Width) + 3]);
                }
            },
            background,
            Width
        );
        var found = lime.Explain(new[] { 1.5f, float.NaN, 0.1f, 1 }, 1)[0];
        seen.Order().ShouldBe([0f, 1]);
        found.Coefficients[1].ShouldBe(5, 0.5);
    }

    /// <summary>Fails where draws hang on threads, other rows, or not on the seed.</summary>
    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Func<float[], double> model = row => (row[0] * row[0]) - (row[2] * row[1]);
        float[] rows = [.. Background[..(3 * Width)], .. Row];
        var expected = Explain(model, rows, threads: 1, samples: 500);
        foreach (var threads in (int[])[2, 7])
            Explain(model, rows, threads: threads, samples: 500).Select(Bits).ShouldBe(expected.Select(Bits));
        Bits(Explain(model, Row, samples: 500)[0]).ShouldBe(Bits(expected[3]));
        Bits(Explain(model, Row, seed: 2, samples: 500)[0]).ShouldNotBe(Bits(expected[3]));

        static string Bits(LocalModel model) =>
            string.Join(
                ' ',
                model.Coefficients.Append(model.Fidelity).Append(model.CoefficientsStability).Select(BitConverter.DoubleToInt64Bits)
            );
    }

    [Theory]
    [InlineData(0, "has no rows")]
    [InlineData(1, "has one row")]
    public void What_does_not_vary_is_refused(int rows, string said) =>
        Should
            .Throw<ExplanationException>(() => new LimeExplainer((_, _) => { }, Background.AsSpan(0, rows * Width), Width))
            .Message.ShouldContain(said);

    [Fact]
    public void Too_few_samples_are_refused() =>
        Should
            .Throw<ExplanationException>(() => new LimeExplainer((_, _) => { }, Background, Width, new LimeOptions { Samples = 39 }))
            .Message.ShouldContain("cannot be told from 39 samples: take 40 or more");

    static double Deviation(int feature)
    {
        var values = Background.Chunk(Width).Select(row => (double)row[feature]).ToList();
        return Math.Sqrt(values.Average(v => Math.Pow(v - values.Average(), 2)));
    }

    static LocalModel[] Explain(Func<float[], double> model, float[] rows, long seed = 0, int threads = 2, int samples = 2000)
    {
        ScoreRows score = (of, scores) =>
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] = model(of.Slice(i * Width, Width).ToArray());
        };
        return new LimeExplainer(score, Background, Width, new LimeOptions { Seed = seed, Samples = samples }).Explain(rows, threads);
    }
}
