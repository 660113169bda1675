using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Format;

public sealed class BodyRoundTripTests
{
    static LineageBatch Stored(BatchHeader header, params LineageTable[] tables)
    {
        var prepared = PreparedBatch.Create(LineageTail.Start(Samples.Stream), header, tables);
        return StoredEvent.Open(Samples.Stream, 1, prepared.Stored);
    }

    [Fact]
    public void The_header_comes_back_as_it_was()
    {
        var header = Samples.Header(17);
        var batch = Stored(
            header,
            new LineageTable(TableNames.Rows, Samples.Rows(0, 11)),
            new LineageTable(TableNames.Rejected, Samples.Rejected(20, 2))
        );

        batch.Header.Positions.ShouldBe(header.Positions);
        batch.Header.ScoredBy.ShouldBe(header.ScoredBy);
        batch.Header.Guards.ShouldBe(header.Guards);
        batch.Header.GuardEvents.ShouldBe(header.GuardEvents);
        (
            batch.Header with
            {
                Positions = header.Positions,
                ScoredBy = header.ScoredBy,
                ReplacedTopics = header.ReplacedTopics,
                Guards = header.Guards,
                GuardEvents = header.GuardEvents,
                WrittenBy = "",
                Totals = header.Totals,
                MinTime = header.MinTime,
                MaxTime = header.MaxTime,
                Blinding = UInt128.Zero,
                SegmentSince = Timestamp.Epoch,
            }
        ).ShouldBe(header);
        batch.Header.Blinding.ShouldNotBe(Stored(header).Header.Blinding);
        batch.Header.MinTime.ShouldBe(Samples.Time(0));
        batch.Header.MaxTime.ShouldBe(Samples.Time(10));
        batch.Header.Totals.Rows.ShouldBe(11);
        batch.Header.Totals.Rejected.ShouldBe(2);
        batch.Header.Totals.Outcomes.ShouldBe(
            new Dictionary<string, long>
            {
                ["fraud"] = 2,
                ["genuine"] = 9,
                ["rejected:malformed-json"] = 2,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public void Tables_come_back_as_they_were()
    {
        var (rows, rejected, labels) = (Samples.Rows(5, 100), Samples.Rejected(0, 3), Samples.Labels(1, 4));
        var batch = Stored(
            Samples.Header(),
            new LineageTable(TableNames.Rows, rows),
            new LineageTable(TableNames.Rejected, rejected),
            new LineageTable(TableNames.Labels, labels)
        );

        batch.Tables.ShouldBe([TableNames.Rows, TableNames.Rejected, TableNames.Labels]);
        Same.Rows(batch.Table(TableNames.Rows), rows);
        Same.Rows(batch.Table(TableNames.Rejected), rejected);
        Same.Rows(batch.Table(TableNames.Labels), labels);
        batch.Table(TableNames.Order).ShouldBeNull();
    }

    [Theory]
    [InlineData("CUSTOMER_ID")]
    [InlineData("TRANSACTION_ID", "CUSTOMER_ID", "_partition", "decision")]
    public void Personal_columns_are_stored_apart_and_joined_back_in_their_places(params string[] personal)
    {
        var rows = Samples.Rows(5, 20);
        var batch = Stored(
            Samples.Header(),
            new LineageTable(TableNames.Rows, rows) { Personal = personal.ToHashSet(StringComparer.Ordinal) }
        );

        batch.Tables.ShouldBe([TableNames.Rows]);
        Same.Rows(batch.Table(TableNames.Rows), rows);
    }

    [Fact]
    public void A_table_may_be_personal_altogether()
    {
        var rows = Samples.Rows(5, 20);
        var all = rows.Schema.FieldsList.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        Same.Rows(Stored(Samples.Header(), new LineageTable(TableNames.Rows, rows) { Personal = all }).Table(TableNames.Rows), rows);
    }

    [Fact]
    public void A_batch_without_rows_keeps_its_positions()
    {
        var batch = Stored(Samples.Header(3));

        batch.Tables.ShouldBeEmpty();
        batch.Header.Positions[0].NextOffset.ShouldBe(3);
        batch.Header.MinTime.ShouldBeGreaterThan(batch.Header.MaxTime);
    }

    [Fact]
    public void A_slice_stores_only_its_own_rows()
    {
        var slice = Samples.Rows(0, 1000).Slice(500, 7);
        var batch = Stored(Samples.Header(), new LineageTable(TableNames.Rows, slice));

        var rows = batch.Table(TableNames.Rows)!;
        rows.Length.ShouldBe(7);
        ((StringArray)rows.Column("TRANSACTION_ID")).GetString(0).ShouldBe("T500");
        ((Int64Array)rows.Column("_offset")).Values.ToArray().ShouldBe(Enumerable.Range(500, 7).Select(i => (long)i));
        batch.Body.Length.ShouldBeLessThan(6000);
    }
}
