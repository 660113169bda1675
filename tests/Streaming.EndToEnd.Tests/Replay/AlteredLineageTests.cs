using Apache.Arrow;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;

namespace Streaming.EndToEnd.Tests.Replay;

/// <summary>Lineage whose chain is sound, but one row of which never came out of the engine.</summary>
public sealed class AlteredLineageTests(TestServices services)
{
    [Fact]
    public async Task A_row_that_does_not_come_out_again_is_told_in_full_at_any_parallelism()
    {
        var sample = await RecordedSample.RecordAsync(services, "altered", 1200, seed: 29);
        var copy = await services.NewDatabaseAsync();
        await using var target = new LineageStore(copy);
        await target.EnsureSchemaAsync();
        using var registry = new ModelRegistry(copy, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        var altered = await CopyAsync(sample, target);

        foreach (var parallelism in (int[])[1, 4])
        {
            var report = await new LineageReplayer(sample.Plan, target, registry).RunAsync(new ReplayOptions { Parallelism = parallelism });
            (report.Compared, report.Identical, report.Differing).ShouldBe((2 * 1200, (2 * 1200) - 1, 1));
            var first = report.First.ShouldNotBeNull();
            (first.Row, first.EventId).ShouldBe((altered.Row, altered.EventId));
            first.Columns.Select(c => c.Column).ShouldBe(["device_count", TableNames.Score, TableNames.Decision]);
            first.Columns[0].Recorded.ShouldBe(new ReplayedValue("7777", "45f30800"));
            first.Columns[1].Recorded.ShouldBe(new ReplayedValue("0.125", "3e000000"));
            first.Columns[2].Recorded.ShouldBe(new ReplayedValue("neither", null));
            first.Columns[2].Replayed.Text.ShouldBeOneOf("block", "pass");
            (first.RecordedEngine, first.RecordedEngine.Length > 0).ShouldBe((first.ReplayedEngine, true));
        }
    }

    /// <summary>Appends every batch to another database, one with a row altered; gives that row's address and event.</summary>
    static async Task<(LineageId Row, string EventId)> CopyAsync(RecordedSample sample, LineageStore target)
    {
        await using var source = new LineageStore(sample.Postgres);
        (LineageId Row, string EventId)? altered = null;
        foreach (var summary in await source.ListStreamsAsync(sample.Plan.Topology.Name))
        {
            var tail = LineageTail.Start(summary.Stream);
            await foreach (var batch in source.ReadAsync(summary.Stream, 1, long.MaxValue))
            {
                var tables = batch.Tables.Select(name => new LineageTable(name, batch.Table(name)!)).ToList();
                var rows = tables.FindIndex(t => t.Name == TableNames.Rows);
                if (
                    altered is null
                    && batch.Version > 2
                    && summary.Stream.Stage == sample.Plan.Final.Name
                    && rows >= 0
                    && tables[rows].Batch.Length > 3
                )
                {
                    altered = (
                        new LineageId(summary.Stream, batch.Version, 2),
                        System.Text.Encoding.UTF8.GetString(Columns.Bytes(tables[rows].Batch, "id")[2])
                    );
                    tables[rows] = new LineageTable(TableNames.Rows, Alter(tables[rows].Batch, row: 2));
                }

                var prepared = PreparedBatch.Create(tail, batch.Header, tables);
                (await target.AppendAsync([prepared])).AllAppended.ShouldBeTrue();
                tail = prepared.Tail;
            }
        }

        return altered.ShouldNotBeNull();
    }

    static RecordBatch Alter(RecordBatch rows, int row) =>
        new(
            rows.Schema,
            rows.Schema.FieldsList.Select(f =>
                f.Name switch
                {
                    "device_count" => Floats(rows, f.Name, row, 7777),
                    TableNames.Score => Floats(rows, f.Name, row, 0.125f),
                    TableNames.Decision => new StringArray.Builder()
                        .AppendRange(
                            Enumerable
                                .Range(0, rows.Length)
                                .Select(r => r == row ? "neither" : ((StringArray)rows.Column(f.Name)).GetString(r))
                        )
                        .Build(),
                    _ => rows.Column(f.Name),
                }
            ),
            rows.Length
        );

    static FloatArray Floats(RecordBatch rows, string name, int row, float value)
    {
        var values = Columns.Float(rows, name).ToArray();
        values[row] = value;
        return new FloatArray.Builder().Append(values.AsSpan()).Build();
    }
}
