using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Export;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Lineage.Tests.Export;

public sealed class LineageExportTests(DatabaseFixture database)
{
    static readonly PipelinePlan Plan = PlanCompiler.Compile(
        TopologyLoader.Parse(
            """
            topology: card-fraud
            version: 1
            source:
              topic: transactions
              format: json
              key: CUSTOMER_ID
              id: TRANSACTION_ID
              time: TX_DATETIME
              fields: { TRANSACTION_ID: string, TX_DATETIME: timestamp, CUSTOMER_ID: string, TX_AMOUNT: double }
            features:
              TX_AMOUNT: TX_AMOUNT
              F1: TX_AMOUNT * 2
            score:
              rule: if(TX_AMOUNT > 220, 1, 0)
              decide: { fraud: score >= 0.5, genuine: otherwise }
            output: { predictions: predictions, quarantine: quarantine }
            """
        )
    );

    static readonly StreamKey Final = new("card-fraud", Plan.Final.Name, 0);

    [Fact]
    public async Task Every_scored_and_rejected_record_comes_out_once_under_one_schema()
    {
        await using var store = await StoreAsync();
        var request = new ExportRequest(Plan);

        var batches = await new LineageExport(store).ReadAsync(request).ToListAsync();

        batches.ShouldAllBe(b => SchemaEquality.Same(b.Schema, LineageExport.Schema(request)));
        var outcomes = Texts(batches, "outcome");
        outcomes.Count(o => o == "scored").ShouldBe(30);
        outcomes.Count(o => o == "rejected").ShouldBe(3);
        (await new LineageExport(store).CountAsync(request)).ShouldBe(33);
        var ids = Texts(batches, "TRANSACTION_ID");
        ids.Where(i => i is not null && i.StartsWith('T'))
            .Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 30).Select(i => $"T{i}").Order(StringComparer.Ordinal));
        ids.Where(i => i is null || i.StartsWith('R')).ShouldBe(["R100", null, "R102"]);
        Texts(batches, "reason").Where(r => r is not null).ShouldBe(Enumerable.Repeat("malformed-json", 3));
        Texts(batches, "lineage_id")[13].ShouldBe($"{Final}/2/3");
    }

    [Fact]
    public async Task What_explains_a_row_and_what_changed_its_decision_comes_out_where_it_is_recorded_or_named()
    {
        await using var store = await database.NewStoreAsync();
        var rows = Samples
            .Rows(0, 2, features: 2)
            .With(RecordColumns.ExplainBase, new FloatArray.Builder().Append(-2.5f).AppendNull().Build())
            .With(RecordColumns.ContributionOf("F1"), new FloatArray.Builder().Append(0.75f).AppendNull().Build())
            .With(RecordColumns.Reasons, new StringArray.Builder().Append("[\"big\"]").AppendNull().Build())
            .With(RecordColumns.UnguardedDecision, new StringArray.Builder().AppendNull().Append("fraud").Build())
            .With(RecordColumns.ChangedBy, new StringArray.Builder().AppendNull().Append("guard/burst").Build())
            .With(RecordColumns.Isolation, new FloatArray.Builder().AppendNull().Append(0.75f).Build());
        var header = Samples.FullHeader() with { SegmentBefore = null };
        await store.AppendAsync([PreparedBatch.Create(LineageTail.Start(Final), header, [new LineageTable(TableNames.Rows, rows)])]);
        string[] named =
        [
            "_explain_base",
            "_explain.TX_AMOUNT",
            "_explain.F1",
            "_reasons",
            "_unguarded_decision",
            "_changed_by",
            "_isolation",
        ];

        var usual = LineageExport.Schema(new ExportRequest(Plan)).FieldsList.Select(f => f.Name);
        usual.Intersect(named).ShouldBeEmpty("the topology has none of it recorded");
        var batch = (
            await new LineageExport(store).ReadAsync(new ExportRequest(Plan) { Columns = named }).ToListAsync()
        ).ShouldHaveSingleItem();
        Numbers(batch, 0).ShouldBe([-2.5f, null]);
        Numbers(batch, 1).ShouldBe([null, null]);
        Numbers(batch, 2).ShouldBe([0.75f, null]);
        Texts([batch], "_reasons").ShouldBe(["[\"big\"]", null]);
        Texts([batch], "_unguarded_decision").ShouldBe([null, "fraud"]);
        Texts([batch], "_changed_by").ShouldBe([null, "guard/burst"]);
        Numbers(batch, 6).ShouldBe([null, 0.75f]);

        static IEnumerable<float?> Numbers(RecordBatch of, int column) =>
            Enumerable.Range(0, of.Length).Select(row => ((FloatArray)of.Column(column)).GetValue(row));
    }

    /// <summary>Fails where rows that a canary or the rule decided are exported under the champion's version.</summary>
    [Fact]
    public async Task The_version_is_the_one_that_decided_the_row()
    {
        await using var store = await database.NewStoreAsync();
        var rows = Samples
            .Rows(0, 4, features: 2)
            .With(RecordColumns.DecidedBy, new UInt8Array.Builder().AppendRange([0, 1, 3, 1]).Build());
        await store.AppendAsync([
            PreparedBatch.Create(
                LineageTail.Start(Final),
                Samples.FullHeader() with
                {
                    SegmentBefore = null,
                },
                [new LineageTable(TableNames.Rows, rows)]
            ),
        ]);

        var batch = (await new LineageExport(store).ReadAsync(new ExportRequest(Plan)).ToListAsync()).ShouldHaveSingleItem();

        ((Int32Array)batch.Column("model_version")).ToArray().ShouldBe([4, 5, null, 5]);
    }

    [Fact]
    public async Task Fields_features_and_results_keep_their_names_types_and_values()
    {
        await using var store = await StoreAsync();

        var batch = (await new LineageExport(store).ReadAsync(new ExportRequest(Plan)).ToListAsync()).ShouldHaveSingleItem();

        ((DoubleArray)batch.Column("TX_AMOUNT")).GetValue(7).ShouldBe(8.75);
        ((FloatArray)batch.Column("TX_AMOUNT.feature")).GetValue(7).ShouldBe(7f);
        ((FloatArray)batch.Column("F1")).GetValue(7).ShouldBe(14f);
        ((FloatArray)batch.Column("score")).GetValue(7).ShouldBe(0.07f);
        ((Int32Array)batch.Column("model_version")).GetValue(7).ShouldBe(4);
        ((TimestampArray)batch.Column("_event_time")).GetTimestamp(7).ShouldBe(Samples.Time(7).ToDateTimeOffset());
        ((TimestampArray)batch.Column("TX_DATETIME")).IsNull(7).ShouldBeTrue();
        var rejected = Texts([batch], "outcome").IndexOf("rejected");
        ((DoubleArray)batch.Column("TX_AMOUNT")).IsNull(rejected).ShouldBeTrue();
        ((FloatArray)batch.Column("score")).IsNull(rejected).ShouldBeTrue();
    }

    [Fact]
    public async Task Times_select_rows()
    {
        await using var store = await StoreAsync();
        var request = new ExportRequest(Plan)
        {
            From = Samples.Time(8),
            To = Samples.Time(23),
            Columns = ["TRANSACTION_ID", "lineage_id"],
        };

        var batches = await new LineageExport(store).ReadAsync(request).ToListAsync();

        Texts(batches, "TRANSACTION_ID").ShouldBe(Enumerable.Range(8, 15).Select(i => $"T{i}"));
        Texts(batches, "lineage_id")[^1].ShouldBe($"{Final}/3/2");
    }

    [Fact]
    public async Task Columns_come_in_the_order_asked_for_and_raw_bytes_only_when_asked_for()
    {
        await using var store = await StoreAsync();
        var asked = new ExportRequest(Plan) { Columns = ["raw", "F1", "outcome"] };

        var batch = (await new LineageExport(store).ReadAsync(asked).ToListAsync()).ShouldHaveSingleItem();

        batch.Schema.FieldsList.Select(f => f.Name).ShouldBe(asked.Columns);
        System.Text.Encoding.UTF8.GetString(((BinaryArray)batch.Column("raw")).GetBytes(30)).ShouldBe("{broken 100\0");
        LineageExport.Schema(new ExportRequest(Plan)).FieldsList.ShouldNotContain(f => f.Name == "raw");
        Should.Throw<StreamingException>(() => LineageExport.Schema(asked with { Columns = ["F9"] })).Message.ShouldContain("F9");
    }

    /// <summary>Thirty scored rows in three batches; three rejected records, and rows that are not for export, in the stage
    /// before.</summary>
    async Task<LineageStore> StoreAsync()
    {
        var store = await database.NewStoreAsync();
        await Samples.FillAsync(store, Final, batches: 3, rows: 10);
        var entry = LineageTail.Start(Final with { Stage = "zz-entry" });
        (
            await store.AppendAsync([Samples.Next(entry, 30, new LineageTable(TableNames.Rejected, Samples.Rejected(100, 3)))])
        ).AllAppended.ShouldBeTrue();
        return store;
    }

    static List<string?> Texts(IEnumerable<RecordBatch> batches, string column) =>
        batches.SelectMany(b => Enumerable.Range(0, b.Length).Select(i => (string?)((StringArray)b.Column(column)).GetString(i))).ToList();
}
