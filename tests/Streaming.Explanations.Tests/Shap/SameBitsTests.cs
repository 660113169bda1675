using Streaming.Explanations.Shap;
using Streaming.Explanations.Tests.Trees;

namespace Streaming.Explanations.Tests.Shap;

/// <summary>A row's values hang on the model and the row alone, to the last bit.</summary>
public sealed class SameBitsTests
{
    const int Width = 11,
        Rows = 5000;

    readonly TreeExplainer _explainer;
    readonly float[] _rows;
    readonly double[] _expected = new double[Rows * Width];

    public SameBitsTests()
    {
        var random = new Random(3);
        var ensemble = RandomTrees.Ensemble(random, Width, trees: 40, depth: 6);
        _rows = RandomTrees.Rows(random, Rows, Width);
        _explainer = TreeExplainer.Against(ensemble, RandomTrees.Rows(random, 50, Width));
        _explainer.Explain(_rows, _expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void On_any_number_of_threads(int threads)
    {
        var values = new double[_expected.Length];
        _explainer.Explain(_rows, values, threads);
        ShouldBeSame(values, _expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(3000)]
    public void In_batches_of_any_size(int size)
    {
        var values = new double[_expected.Length];
        for (var from = 0; from < Rows; from += size)
        {
            var part = Math.Min(size, Rows - from) * Width;
            _explainer.Explain(_rows.AsSpan(from * Width, part), values.AsSpan(from * Width, part));
        }

        ShouldBeSame(values, _expected);
    }

    [Fact]
    public void Without_missing_values_beside_it()
    {
        var complete = _rows.Chunk(Width).First(r => !r.Any(float.IsNaN));
        var (alone, beside) = (new double[Width], new double[2 * Width]);
        _explainer.Explain(complete, alone);
        _explainer.Explain([.. complete, .. Enumerable.Repeat(float.NaN, Width)], beside);
        ShouldBeSame(beside[..Width], alone);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_row()
    {
        var values = new double[_expected.Length];
        _explainer.Explain(_rows, values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _explainer.Explain(_rows, values);
        // A call may note what memory it gives back.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    static void ShouldBeSame(double[] values, double[] expected) =>
        values.Select(BitConverter.DoubleToInt64Bits).ShouldBe(expected.Select(BitConverter.DoubleToInt64Bits));
}
