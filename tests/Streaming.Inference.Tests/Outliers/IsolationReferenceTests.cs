using CsCheck;
using Streaming.Inference.Models;
using Streaming.Inference.Outliers;
using Streaming.Learning.Outliers;

namespace Streaming.Inference.Tests.Outliers;

public sealed class IsolationReferenceTests
{
    const int Features = 5;

    /// <summary>The promise itself: over many draws of held-out rows and a new row each, all of one distribution, the share of new rows
    /// that is stopped lies within eight standard deviations of floor(rate (n + 1)) / (n + 1), and that is at most the rate.</summary>
    [Theory]
    [InlineData(50_000, 199)]
    [InlineData(10_000, 99)]
    [InlineData(10_000, 150)]
    [InlineData(1_000, 999)]
    [InlineData(200_000, 30)]
    public void Of_new_rows_like_those_that_were_held_out_the_stated_share_is_stopped(long millionths, int heldOut)
    {
        const int draws = 20_000;
        var random = new Random(91);
        var forest = IsolationGrower.Grow(Rows(random, 1000), Features, seed: 1);
        var pool = Rows(random, 8000);
        var lengths = Lengths(forest, pool);
        var stopped = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = Distinct(random, lengths.Length, heldOut + 1);
            var held = drawn[1..].Select(row => lengths[row]).Order().ToArray();
            // By hand, what `ShortestAt` says; the two are held against each other below.
            var k = (int)(millionths * (heldOut + 1L) / 1_000_000);
            if (lengths[drawn[0]] < held[k - 1])
                stopped++;
            if (draw % 1000 == 0)
            {
                var kept = drawn[1..].SelectMany(row => pool[(row * Features)..((row + 1) * Features)]).ToArray();
                IsolationReference.Of(forest, kept).ShortestAt(millionths).ShouldBe(held[k - 1]);
            }
        }

        var exact = Math.Floor(millionths * (heldOut + 1.0) / 1_000_000) / (heldOut + 1);
        exact.ShouldBeLessThanOrEqualTo(millionths / 1_000_000.0);
        var spread = 8 * Math.Sqrt(draws * exact * (1 - exact));
        // A few of the lengths are the same: then none of them is below the other.
        ((double)stopped).ShouldBeInRange(draws * exact * 0.98 - spread, draws * exact + spread);
    }

    /// <summary>Of those that were planted more than nine of ten, at a rate of one in a hundred.</summary>
    [Fact]
    public void Rows_that_were_planted_are_found()
    {
        var random = new Random(92);
        var forest = IsolationGrower.Grow(Rows(random, 5000), Features, seed: 1);
        var shortest = IsolationReference.Of(forest, Rows(random, 2000)).ShortestAt(10_000)!.Value;
        Share(Rows(random, 20_000)).ShouldBeLessThan(0.016, "at most 1 %, and the error of 2,000 rows");
        // Far away in all.
        Share(Planted(row => row.Select(v => v + 9).ToArray())).ShouldBeGreaterThan(0.9);
        // Missing where nothing ever is.
        Share(Planted(row => [float.NaN, float.NaN, .. row[2..]])).ShouldBeGreaterThan(0.9);
        // Each value as usual, and together as never: only trees that split twice see that.
        Share(Planted(row => [3.2f, -3.2f, 3.2f, -3.2f, 3.2f])).ShouldBeGreaterThan(0.9);

        double Share(float[] rows) => Lengths(forest, rows).Average(length => length < shortest ? 1.0 : 0);

        float[] Planted(Func<float[], float[]> change) => [.. Enumerable.Range(0, 500).SelectMany(_ => change(Rows(random, 1)))];
    }

    [Theory]
    [InlineData(1_000, 999)]
    [InlineData(10_000, 99)]
    [InlineData(300_000, 3)]
    [InlineData(1, 999_999)]
    public void With_fewer_rows_than_it_takes_none_could_be_stopped(long millionths, long least)
    {
        IsolationReference.LeastRows(millionths).ShouldBe(least);
        if (least > 1000)
            return;
        var forest = new IsolationForest(1, 2, [IsolationNode.LeafOf(1)], [0]);
        IsolationReference.Of(forest, new float[least]).ShortestAt(millionths).ShouldBe(1);
        IsolationReference.Of(forest, new float[least - 1]).ShortestAt(millionths).ShouldBeNull();
    }

    [Fact]
    public void It_comes_back_as_it_was_kept()
    {
        var random = new Random(93);
        var (rows, held) = (Rows(random, 700), Rows(random, 300));
        var reference = IsolationReference.Of(IsolationGrower.Grow(rows, Features, seed: 4), held);
        var read = IsolationReference.FromBytes(reference.ToBytes());
        read.ToBytes().ShouldBe(reference.ToBytes());
        (read.HeldOut, read.Forest.Features, read.Forest.Sample, read.Forest.Roots.Count).ShouldBe((300, Features, 256, 100));
        Lengths(read.Forest, rows).ShouldBe(Lengths(reference.Forest, rows));
        read.ShortestAt(20_000).ShouldBe(reference.ShortestAt(20_000));
    }

    [Fact]
    public void Bytes_that_are_nothing_of_the_kind_are_refused()
    {
        var random = new Random(94);
        var rows = Rows(random, 20);
        var good = IsolationReference.Of(IsolationGrower.Grow(rows, Features, seed: 5), rows).ToBytes();
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 3])
            .Sample(
                (noise, places) =>
                {
                    var whole = good.ToArray();
                    foreach (var (at, value) in places)
                        whole[at] = value;
                    foreach (var bytes in new[] { noise, whole, whole[..(whole.Length / 2)] })
                    {
                        try
                        {
                            var read = IsolationReference.FromBytes(bytes);
                            Lengths(read.Forest, new float[read.Forest.Features]);
                        }
                        catch (ModelException) { }
                    }
                },
                iter: 5_000
            );
    }

    /// <summary>Two clusters; the last value is often missing.</summary>
    static float[] Rows(Random random, int rows)
    {
        var values = new float[rows * Features];
        for (var row = 0; row < rows; row++)
        {
            var centre = random.Next(3) == 0 ? 2 : 0;
            for (var feature = 0; feature < Features; feature++)
            {
                var (one, other) = (1 - random.NextDouble(), random.NextDouble());
                var normal = Math.Sqrt(-2 * Math.Log(one)) * Math.Cos(2 * Math.PI * other);
                values[row * Features + feature] = feature == Features - 1 && random.Next(4) == 0 ? float.NaN : (float)(centre + normal);
            }
        }

        return values;
    }

    static int[] Distinct(Random random, int of, int count)
    {
        var drawn = new HashSet<int>();
        while (drawn.Count < count)
            drawn.Add(random.Next(of));
        return [.. drawn];
    }

    static float[] Lengths(IsolationForest forest, float[] rows)
    {
        var lengths = new float[rows.Length / forest.Features];
        forest.Lengths(rows, lengths);
        return lengths;
    }
}
