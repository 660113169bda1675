using Streaming.Explanations.Shap;

namespace Streaming.Explanations.Tests.LightGbm;

/// <summary>
/// LightGBM's own SHAP values, through its C API, are the same: with missing values, with categories, with deep and narrow trees.
/// </summary>
public sealed class LightGbmTests
{
    const int Width = 8,
        Rows = 4000,
        Explained = 300;
    const double Close = 1e-6;

    [Theory]
    [InlineData("objective=binary num_leaves=31", 40)]
    [InlineData("objective=binary num_leaves=64 max_depth=6 min_data_in_leaf=1", 20)]
    [InlineData("objective=regression num_leaves=31", 40)]
    [InlineData("objective=binary num_leaves=255 min_data_in_leaf=2", 10)]
    [InlineData("objective=binary num_leaves=31 categorical_feature=3,7 min_data_per_group=5 cat_smooth=1", 40)]
    [InlineData("objective=binary num_leaves=31 use_missing=false", 20)]
    [InlineData("objective=regression num_leaves=2", 5)]
    public void The_same_values(string parameters, int trees)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            Assert.Skip("LightGBM's native library comes for Linux and Windows alone.");
        var (rows, labels) = Make();
        using var booster = NativeBooster.Train(rows, Width, labels, trees, parameters);
        var ensemble = LightGbmText.Read(booster.Text(), Width);
        ensemble.Trees.Count.ShouldBe(trees);
        float[] some = rows[..(Explained * Width)];
        var (margins, expected, values) = (booster.Margins(some, Width), booster.Shap(some, Width), new double[some.Length]);
        var explainer = TreeExplainer.AlongPaths(ensemble);
        explainer.Explain(some, values);
        for (var row = 0; row < Explained; row++)
        {
            ensemble.Margin(some.AsSpan(row * Width, Width)).ShouldBe(margins[row], Close);
            explainer.Base.ShouldBe(expected[(row * (Width + 1)) + Width], Close);
            for (var f = 0; f < Width; f++)
                values[(row * Width) + f].ShouldBe(expected[(row * (Width + 1)) + f], Close);
        }
    }

    /// <summary>Features 3 and 7 are categories, feature 1 is missing in a tenth of the rows, feature 5 has few values.</summary>
    static (float[] Rows, float[] Labels) Make()
    {
        var random = new Random(5);
        var (rows, labels) = (new float[Rows * Width], new float[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var own = rows.AsSpan(row * Width, Width);
            for (var f = 0; f < Width; f++)
            {
                own[f] = f switch
                {
                    1 when random.Next(10) == 0 => float.NaN,
                    3 => random.Next(40),
                    7 => random.Next(6),
                    5 => random.Next(4),
                    _ => (float)random.NextDouble(),
                };
            }

            var margin =
                Math.Sin(own[0] * 9)
                + (own[3] % 7 < 3 ? own[2] * 2 : -own[4])
                + (float.IsNaN(own[1]) ? 1 : own[1] - own[6])
                + (own[7] == 2 ? 1 : 0);
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
        }

        return (rows, labels);
    }
}
