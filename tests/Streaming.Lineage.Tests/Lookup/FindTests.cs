using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Lookup;

public sealed class FindTests(DatabaseFixture database)
{
    [Fact]
    public async Task An_event_id_is_found_in_every_table_and_stage_that_has_it()
    {
        await using var store = await database.NewStoreAsync();
        var first = Samples.Next(LineageTail.Start(Samples.Stream), 10, new LineageTable(TableNames.Labels, Samples.Labels(3, 4)));
        var second = Samples.Next(first.Tail, 10, new LineageTable(TableNames.Rejected, Samples.Rejected(0, 3, i => $"T{i + 3}")));
        var earlier = Samples.Next(LineageTail.Start(Samples.Stream with { Stage = "enter", Partition = 1 }), 10);
        await store.AppendAsync([first, second, earlier]);

        (await store.FindAsync("card-fraud", "T4")).ShouldBe(
            [
                new RecordLocation(Samples.Stream, 1, TableNames.Rows, 4),
                new RecordLocation(Samples.Stream, 1, TableNames.Labels, 1),
                new RecordLocation(Samples.Stream, 2, TableNames.Rejected, 1),
                new RecordLocation(Samples.Stream with { Stage = "enter", Partition = 1 }, 1, TableNames.Rows, 4),
            ],
            ignoreOrder: true
        );
        (await store.FindAsync("card-fraud", "T15"))
            .ShouldHaveSingleItem()
            .ShouldBe(new RecordLocation(Samples.Stream, 2, TableNames.Rows, 5));
        (await store.FindAsync("card-fraud", "T999")).ShouldBeEmpty();
        (await store.FindAsync("other", "T4")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 4_500)]
    [InlineData(1_500, 50)]
    public async Task What_lies_in_merged_filters_is_found_like_what_does_not(int rowsPerBatch, int batches)
    {
        await using var store = await database.NewStoreAsync();
        var tail = LineageTail.Start(Samples.Stream);
        for (var done = 0; done < batches; )
        {
            var some = new List<PreparedBatch>();
            for (; some.Count < 1000 && done < batches; done++)
            {
                some.Add(Samples.Next(tail, rowsPerBatch));
                tail = some[^1].Tail;
            }

            (await store.AppendAsync(some)).AllAppended.ShouldBeTrue();
        }

        await store.IndexIdleAsync();
        var groups = await store.Index.ProbeGroupsAsync(
            [Samples.Stream.ToString()],
            new FilterProbe((FilterKinds.EventIds, "T0")),
            default
        );
        groups.ShouldHaveSingleItem().Range.First.ShouldBe(1);

        var rows = tail.Header!.Totals.Rows;
        foreach (var row in new[] { 0, 1, rows / 3, rows / 2, rows - 2, rows - 1 })
        {
            var found = (await store.FindAsync("card-fraud", $"T{row}")).ShouldHaveSingleItem();
            (found.Version, found.Row).ShouldBe((row / rowsPerBatch + 1, (int)(row % rowsPerBatch)));
        }

        (await store.FindAsync("card-fraud", $"T{rows}")).ShouldBeEmpty();
    }
}
