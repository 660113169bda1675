using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Lookup;

public sealed class LineageRecordTests(DatabaseFixture database)
{
    static readonly StreamKey Entry = new("card-fraud", "entry", 1);

    [Fact]
    public async Task The_story_of_a_scored_record_is_complete()
    {
        await using var store = await StoreAsync();

        var record = (await store.RecordsAsync("card-fraud", "T13")).ShouldHaveSingleItem();

        record.LineageId.ShouldBe(new LineageId(Samples.Stream, 2, 3));
        record.Source.ShouldBe(
            new SourceCoordinates(
                null,
                2,
                13,
                Samples.Time(13).AddMicros(10),
                Samples.Time(13).AddMicros(20),
                Samples.Time(13),
                RowFlags.None
            )
        );
        record.Fields.ShouldBe(
            new Dictionary<string, object?>
            {
                ["TRANSACTION_ID"] = "T13",
                ["CUSTOMER_ID"] = "customer 13",
                ["TX_AMOUNT"] = 16.25,
            }
        );
        record.Features.ShouldBe(
            new Dictionary<string, float>
            {
                ["TX_AMOUNT"] = 13,
                ["F1"] = 26,
                ["F2"] = 39,
            }
        );
        record.Score.ShouldBe(0.13f);
        record.Decision.ShouldBe("genuine");
        record.Rejection.ShouldBeNull();
        record.DecidedBy!.Version.ShouldBe(4);
        record.OtherStages.ShouldBe([new RecordLocation(Entry, 1, TableNames.Rows, 13)]);
        record.Labels.ShouldHaveSingleItem().Fields["TX_FRAUD"].ShouldBe(false);
        record.Labels[0].KnownAt.ShouldBe(Samples.Time(13).AddMicros(1000));
    }

    /// <summary>Fails where a batch that several versions scored names the first of them for every row.</summary>
    [Fact]
    public async Task The_story_names_the_version_that_decided_its_row()
    {
        await using var store = await database.NewStoreAsync();
        var header = Samples.FullHeader() with { SegmentBefore = null };
        var rows = Samples
            .Rows(0, 4)
            .With(RecordColumns.DecidedBy, new UInt8Array.Builder().AppendRange([0, 1, 3, 1]).Build())
            .With(RecordColumns.ScoreOf(2), Samples.Floats(4, _ => 0.5f));
        await store.AppendAsync([
            PreparedBatch.Create(LineageTail.Start(Samples.Stream), header, [new LineageTable(TableNames.Rows, rows)]),
        ]);

        foreach (var (id, version) in new (string, int?)[] { ("T0", 4), ("T1", 5), ("T2", null), ("T3", 5) })
        {
            var record = (await store.RecordsAsync("card-fraud", id)).ShouldHaveSingleItem();
            record.DecidedBy?.Version.ShouldBe(version!.Value);
            (record.DecidedBy is null).ShouldBe(version is null);
            record.Features.Keys.ShouldBe(["TX_AMOUNT", "F1", "F2"]);
            record.OtherScores.ShouldBe([new OtherScore(header.ScoredBy[2], 0.5f)]);
        }
    }

    [Fact]
    public async Task A_lineage_id_tells_the_same_story()
    {
        await using var store = await StoreAsync();
        var byEvent = (await store.RecordsAsync("card-fraud", "T13")).Single();

        var byId = (await store.RecordAsync(byEvent.LineageId)).ShouldNotBeNull();

        byId.Fields.ShouldBe(byEvent.Fields);
        byId.Labels.Select(l => l.Location).ShouldBe(byEvent.Labels.Select(l => l.Location));
        byId.OtherStages.ShouldBe(byEvent.OtherStages);
        (await store.RecordAsync(new LineageId(Samples.Stream, 2, 10))).ShouldBeNull();
        (await store.RecordAsync(new LineageId(Samples.Stream, 3, 0))).ShouldBeNull();
    }

    [Fact]
    public async Task A_rejected_record_tells_what_came_in_and_why_it_was_refused()
    {
        await using var store = await StoreAsync();

        var record = (await store.RecordsAsync("card-fraud", "R0")).ShouldHaveSingleItem();

        (await store.RecordAsync(record.LineageId))!.Rejection!.Raw.ShouldBe(record.Rejection!.Raw);
        record.EventId.ShouldBe("R0");
        record.Source.Topic.ShouldBe("transactions");
        record.Source.EventTime.ShouldBeNull();
        record.Rejection!.Reason.ShouldBe("malformed-json");
        System.Text.Encoding.UTF8.GetString(record.Rejection.Raw!).ShouldBe("{broken 0\0");
        (record.Score, record.Decision).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_record_still_on_its_way_is_told_from_the_stage_it_has_reached()
    {
        await using var store = await StoreAsync();

        var record = (await store.RecordsAsync("card-fraud", "T25")).ShouldHaveSingleItem();

        record.Location.Stream.ShouldBe(Entry);
        record.Score.ShouldBeNull();
    }

    [Theory]
    [InlineData("a/b/0/17/3", true)]
    [InlineData("a/b/0/17", false)]
    [InlineData("a/b/c/0/17/3", false)]
    [InlineData("a/b/0/-17/3", false)]
    [InlineData("T13", false)]
    [InlineData("////", false)]
    public void Lineage_ids_are_told_from_event_ids(string text, bool isLineageId)
    {
        LineageId.TryParse(text, out var id).ShouldBe(isLineageId);
        if (isLineageId)
            id.ToString().ShouldBe(text);
    }

    /// <summary>Thirty rows enter, twenty of them are scored in two batches, labels come, two records are rejected.</summary>
    async Task<LineageStore> StoreAsync()
    {
        var store = await database.NewStoreAsync();
        var entered = PreparedBatch.Create(
            LineageTail.Start(Entry),
            Samples.Header(),
            [new LineageTable(TableNames.Rows, Unscored(Samples.Rows(0, 30, features: 1)))]
        );
        var first = Samples.Next(LineageTail.Start(Samples.Stream), 10, new LineageTable(TableNames.Rejected, Samples.Rejected(0, 2)));
        var second = Samples.Next(first.Tail, 10, new LineageTable(TableNames.Labels, Samples.Labels(0, 20)));
        (await store.AppendAsync([entered, first, second])).AllAppended.ShouldBeTrue();
        return store;
    }

    static RecordBatch Unscored(RecordBatch rows)
    {
        var kept = rows.Schema.FieldsList.Where(f => f.Name is not (TableNames.Score or TableNames.Decision)).ToList();
        return new RecordBatch(new Schema(kept, metadata: null), kept.Select(f => rows.Column(f.Name)), rows.Length);
    }
}
