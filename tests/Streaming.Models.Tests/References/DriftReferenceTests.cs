using CsCheck;
using Streaming.Drift.Distances;
using Streaming.Models.References;

namespace Streaming.Models.Tests.References;

/// <summary>What later rows are compared with.</summary>
public sealed class DriftReferenceTests
{
    static readonly string[] Names = ["amount", "hour"];

    [Fact]
    public void Every_distance_is_none_to_its_own_rows_and_far_to_others()
    {
        var rows = Rows(2000, shift: 0);
        var reference = DriftReference.Of(Names, rows, Scores(2000));

        foreach (var (name, own, other) in Distances(reference.Features[0], rows, Rows(2000, shift: 3)))
        {
            own.ShouldBe(0, 1e-12, name);
            other.ShouldBeGreaterThan(0.5, name);
        }
    }

    [Fact]
    public void What_lies_beyond_all_training_rows_and_what_is_missing_has_bins_of_its_own()
    {
        float[] rows = [1, 10, 2, 20, float.NaN, 30, 3, 40];
        var reference = DriftReference.Of(Names, rows, [0.1f, 0.2f, 0.3f, 0.4f]);

        var amount = reference.Features[0];
        (reference.Rows, amount.Name, amount.MissingShare).ShouldBe((4, "amount", 0.25));
        (amount.Counts[0], amount.Counts[^2], amount.Counts[^1]).ShouldBe((0, 0, 1));
        var histogram = amount.ToHistogram();
        histogram.BinOf(0.5).ShouldBe(0);
        histogram.BinOf(3.5).ShouldBe(amount.Counts.Count - 2);
        reference.Score.Counts.Sum().ShouldBe(4);
        reference.Features[1].Quantile(0.5).ShouldBe(20);
        DriftReference.Of(Names, [float.NaN, 1, float.NaN, 2], [0, 1]).Features[0].Quantile(0.5).ShouldBeNull();
    }

    [Fact]
    public void It_is_read_as_it_was_written() =>
        Gen
            .Single.Array[0, 60]
            .Sample(values =>
            {
                var rows = values[..(values.Length / 2 * 2)];
                var reference = DriftReference.Of(Names, rows, new float[rows.Length / 2]);
                var bytes = reference.ToBytes();
                var read = DriftReference.FromBytes(bytes);
                read.ToBytes().ShouldBe(bytes);
                read.Features[0].ToHistogram().Counts.ShouldBe(reference.Features[0].Counts);
            });

    static IEnumerable<(string Name, double Own, double Other)> Distances(FeatureReference reference, float[] own, float[] other)
    {
        var histogram = reference.ToHistogram();
        var (same, far) = (Counts(histogram, own), Counts(histogram, other));
        yield return ("PSI", Distance.PopulationStability(histogram, same), Distance.PopulationStability(histogram, far));
        yield return ("JS", Distance.JensenShannon(histogram, same), Distance.JensenShannon(histogram, far));
        yield return ("KS", Distance.KolmogorovSmirnov(histogram, same), Distance.KolmogorovSmirnov(histogram, far));
    }

    static long[] Counts(ReferenceHistogram histogram, float[] rows)
    {
        var counts = histogram.NewCounts();
        for (var i = 0; i < rows.Length; i += Names.Length)
            counts[histogram.BinOf(rows[i])]++;
        return counts;
    }

    static float[] Rows(int count, float shift)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count * Names.Length).Select(_ => random.NextSingle() + shift)];
    }

    static float[] Scores(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i / count)];
}
