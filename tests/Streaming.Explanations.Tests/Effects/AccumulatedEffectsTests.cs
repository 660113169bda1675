using Streaming.Explanations.Effects;
using Streaming.Explanations.Scoring;

namespace Streaming.Explanations.Tests.Effects;

/// <summary>What a score does over a feature, of functions of which it is known.</summary>
public sealed class AccumulatedEffectsTests
{
    const int Width = 3;

    /// <summary>The second feature is the first and a little more: they hang together closely. The third is a flag.</summary>
    static readonly float[] Rows =
    [
        .. Enumerable
            .Range(0, 401)
            .SelectMany(i => (float[])[i / 100f - 2, (i / 100f) - 2 + (((i * 37) % 11 - 5) * 0.01f), i % 3 == 0 ? 1 : 0]),
    ];

    /// <summary>Of a sum each part comes out as it is, centred: fails where a part leaks into a feature that hangs together with
    /// it.</summary>
    [Fact]
    public void Parts_of_a_sum_come_out()
    {
        var found = Effects(row => (row[0] * row[0]) + (4 * row[1]) + (3 * row[2]) + 9);
        foreach (var (value, effect) in found[0].Values.Zip(found[0].Effects))
            effect.ShouldBe((value * value) - (4 / 3.0), 0.02);
        foreach (var (value, effect) in found[1].Values.Zip(found[1].Effects))
            effect.ShouldBe(4 * value, 0.05);
        (found[2].Effects[1] - found[2].Effects[0]).ShouldBe(3, 1e-6);
        found[2].Values.ShouldBe([0f, 1]);
        found[0].Rows.Sum().ShouldBe(401);
    }

    /// <summary>The model is wild where there are no rows: partial dependence would show it, and this does not.</summary>
    [Fact]
    public void What_the_model_says_far_from_all_rows_does_not_count() =>
        Effects(row => Math.Abs(row[0] - row[1]) > 0.5 ? 1000 : row[0])[0].Effects.ShouldAllBe(effect => Math.Abs(effect) < 2.1);

    /// <summary>Fails where what is missing is asked about, or fails.</summary>
    [Fact]
    public void What_is_missing_or_always_the_same_has_no_effect()
    {
        float[] rows = [1, float.NaN, 5, 1, float.NaN, 6, 1, float.NaN, float.NaN];
        var asked = 0;
        ScoreRows score = (of, scores) =>
        {
            asked += scores.Length;
            for (var i = 0; i < scores.Length; i++)
                scores[i] = of[(i * Width) + 2];
        };
        var found = AccumulatedEffects.Of(score, rows, Width, 20, 1);
        found[0].Values.ShouldBe([1f]);
        found[0].Effects.ShouldBe([0.0]);
        found[1].Values.ShouldBeEmpty();
        found[2].Effects.ShouldBe([-0.5, 0.5]);
        asked.ShouldBe(4);
    }

    [Fact]
    public void The_same_bits_on_any_number_of_threads()
    {
        Func<float[], double> model = row => Math.Exp(row[0] * row[1]);
        Effects(model, 5).Select(e => e.Effects).ShouldBe(Effects(model).Select(e => e.Effects));
    }

    static FeatureEffect[] Effects(Func<float[], double> model, int threads = 1)
    {
        ScoreRows score = (of, scores) =>
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] = model(of.Slice(i * Width, Width).ToArray());
        };
        return AccumulatedEffects.Of(score, Rows, Width, 20, threads);
    }
}
