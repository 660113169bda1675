using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Topology;

namespace Streaming.Inference.Tests;

public class ScoringTests
{
    const int Rows = 5000;
    static readonly int Width = TestModels.FeatureNames.Length;

    [Fact]
    public void Scores_are_those_of_the_ensemble()
    {
        var ensemble = TestModels.Ensemble(1, trees: 100);
        using var model = TestModels.LoadEnsemble(1);
        var rows = TestModels.Rows(2, Rows);
        var scores = ScoreInBatchesOf(Rows);
        for (var row = 0; row < Rows; row++)
            ((double)scores[row]).ShouldBe(ensemble.Probability(rows.AsSpan(row * Width, Width)), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(127)]
    [InlineData(1000)]
    public void A_rows_score_has_the_same_bits_in_every_batch_size(int batch) =>
        Bits(ScoreInBatchesOf(batch)).ShouldBe(Bits(ScoreInBatchesOf(Rows)));

    [Fact]
    public void Threads_that_score_at_once_do_not_disturb_each_other()
    {
        using var model = TestModels.LoadEnsemble(1);
        var expected = Bits(ScoreInBatchesOf(Rows));
        var rows = TestModels.Rows(2, Rows);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var count = Rows - i * 100;
            var scores = new float[count];
            model.Score(rows.AsSpan(0, count * Width), count, scores);
            Bits(scores).ShouldBe(expected[..count]);
        });
    }

    [Fact]
    public void Changing_batch_sizes_leave_no_trace_in_the_scores()
    {
        using var model = TestModels.LoadEnsemble(1);
        var rows = TestModels.Rows(2, Rows);
        var expected = ScoreInBatchesOf(Rows);
        foreach (var count in new[] { 3, 4000, 17, 17, 0, 2048, 1 })
        {
            var scores = new float[count];
            model.Score(rows.AsSpan(0, count * Width), count, scores);
            Bits(scores).ShouldBe(Bits(expected[..count]));
        }
    }

    [Fact]
    public void What_a_batch_allocates_does_not_grow_with_its_rows()
    {
        using var model = TestModels.LoadEnsemble(1);
        AllocatedBy(model, 4000).ShouldBeLessThanOrEqualTo(64);
        AllocatedBy(model, 10).ShouldBeLessThanOrEqualTo(64);
        // A batch of another size than the one before binds the memory anew.
        (AllocatedBy(model, 3999, before: 4000) - AllocatedBy(model, 20, before: 21)).ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public void Columns_score_as_the_matrix_they_make()
    {
        using var model = TestModels.LoadEnsemble(1);
        var expected = ScoreInBatchesOf(Rows);
        var scores = new float[Rows];
        model.Score(Columnar(TestModels.Rows(2, Rows)), TestModels.FeatureNames, scores);
        Bits(scores).ShouldBe(Bits(expected));
        Should
            .Throw<StreamingException>(() =>
                model.Score(Columnar(TestModels.Rows(2, 1)), [.. TestModels.FeatureNames[..14], "other"], scores)
            )
            .Message.ShouldContain("other");
        Should.Throw<ArgumentException>(() => model.Score(Columnar(TestModels.Rows(2, 1)), TestModels.FeatureNames[..14], scores));
    }

    /// <summary>The features in another order than the model's, behind a field that has the name of one of them.</summary>
    static RecordBatch Columnar(float[] matrix)
    {
        var rows = matrix.Length / Width;
        var fields = new List<Field> { new("f3", DoubleType.Default, nullable: false) };
        var columns = new List<IArrowArray> { new DoubleArray.Builder().AppendRange(new double[rows]).Build() };
        for (var feature = Width - 1; feature >= 0; feature--)
        {
            fields.Add(new Field(TestModels.FeatureNames[feature], FloatType.Default, nullable: false));
            columns.Add(
                new FloatArray.Builder().AppendRange(Enumerable.Range(0, rows).Select(row => matrix[row * Width + feature])).Build()
            );
        }

        return new RecordBatch(new Schema(fields, metadata: null), columns, rows);
    }

    [Fact]
    public void A_matrix_of_the_wrong_size_is_refused()
    {
        using var model = TestModels.LoadEnsemble(1);
        Should.Throw<ArgumentException>(() => model.Score(new float[Width * 2 - 1], 2, new float[2]));
        Should.Throw<ArgumentException>(() => model.Score(new float[Width * 2], 2, new float[1]));
    }

    static long AllocatedBy(Onnx.OnnxModel model, int count, int? before = null)
    {
        var rows = TestModels.Rows(2, 4000);
        var scores = new float[4000];
        for (var warmUp = 0; warmUp < 3; warmUp++)
            model.Score(rows.AsSpan(0, count * Width), count, scores);
        if (before is { } other)
            model.Score(rows.AsSpan(0, other * Width), other, scores);
        var start = GC.GetAllocatedBytesForCurrentThread();
        model.Score(rows.AsSpan(0, count * Width), count, scores);
        return GC.GetAllocatedBytesForCurrentThread() - start;
    }

    static float[] ScoreInBatchesOf(int batch)
    {
        using var model = TestModels.LoadEnsemble(1);
        var rows = TestModels.Rows(2, Rows);
        var scores = new float[Rows];
        for (var from = 0; from < Rows; from += batch)
        {
            var count = Math.Min(batch, Rows - from);
            model.Score(rows.AsSpan(from * Width, count * Width), count, scores.AsSpan(from));
        }

        return scores;
    }

    static int[] Bits(float[] scores) => [.. scores.Select(BitConverter.SingleToInt32Bits)];
}
