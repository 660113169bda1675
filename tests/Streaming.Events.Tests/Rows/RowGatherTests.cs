using Apache.Arrow;
using CsCheck;
using Streaming.Events.Rows.Gather;
using Streaming.Topology;

namespace Streaming.Events.Tests.Rows;

public sealed class RowGatherTests
{
    [Fact]
    public void Take_gives_the_picked_rows_of_every_column_type() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 60], Gen.Int[0, 10_000], Gen.Bool)
            .Sample(
                (sources, count, seed, sliced) =>
                {
                    var random = new Random(seed);
                    RecordBatch[] batches = [.. Enumerable.Range(0, sources).Select(s => Source(random, seed + s, sliced))];
                    int[] batch = [.. Enumerable.Range(0, count).Select(_ => random.Next(sources))];
                    int[] row = [.. batch.Select(b => random.Next(batches[b].Length))];

                    var taken = RowGather.Take(batches, batch, row);

                    taken.Length.ShouldBe(count);
                    for (var i = 0; i < count; i++)
                        SampleRows.Cells(taken, i).ShouldBe(SampleRows.Cells(batches[batch[i]], row[i]));
                },
                iter: 200
            );

    [Fact]
    public void Concat_gives_all_rows_in_order()
    {
        RecordBatch[] batches = [SampleRows.Create(3, 1), SampleRows.Create(0, 2), SampleRows.Create(70, 3, nulls: false)];
        var all = RowGather.Concat(batches);
        var cells = Enumerable.Range(0, all.Length).Select(r => SampleRows.Cells(all, r));
        var expected = batches.SelectMany(b => Enumerable.Range(0, b.Length).Select(r => SampleRows.Cells(b, r)));
        cells.ShouldBe(expected);
    }

    [Fact]
    public void Slice_of_a_slice_is_counted_from_the_slice()
    {
        var batch = SampleRows.Create(40, 7);
        var slice = RowGather.Slice(RowGather.Slice(batch, 5, 30), 4, 10);
        slice.Length.ShouldBe(10);
        SampleRows.Cells(slice, 0).ShouldBe(SampleRows.Cells(batch, 9));
        Should.Throw<ArgumentOutOfRangeException>(() => RowGather.Slice(slice, 5, 6));
    }

    [Fact]
    public void Batches_of_other_columns_are_refused_by_name()
    {
        var other = new RecordBatch(
            new Schema([new Field("x", Apache.Arrow.Types.Int32Type.Default, false)], null),
            [new Int32Array.Builder().Build()],
            0
        );
        Should.Throw<StreamingException>(() => RowGather.Concat([SampleRows.Create(1, 1), other])).Message.ShouldContain("int32");
    }

    static RecordBatch Source(Random random, int seed, bool sliced)
    {
        var batch = SampleRows.Create(40, seed, nulls: random.Next(2) == 0);
        return sliced ? RowGather.Slice(batch, random.Next(20), 1 + random.Next(20)) : batch;
    }
}
