using System.Diagnostics;
using System.Diagnostics.Metrics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Tests.Metrics;

public sealed class PipelineMeterTests
{
    [Fact]
    public void A_commit_is_counted_once_under_its_stage_by_kind_decision_and_reason()
    {
        using var meter = new PipelineMeter("meter-counts", ["first", "last"]);
        using var collector = new Collector("meter-counts");

        meter.Stages[1].Committed([Unit("meter-counts", 1), Unit("meter-counts", 2)], Ticks(0.25), Ticks(0.5));

        var texts = collector.Collect().ConvertAll(c => c.ToString());
        texts.ShouldContain("streaming.records 4 row last");
        texts.ShouldContain("streaming.records 2 rejected last");
        texts.ShouldContain("streaming.records 0 row first");
        texts.ShouldContain("streaming.batches 2 last");
        texts.ShouldContain("streaming.commits 1 last");
        texts.Count(t => t == "streaming.decisions 1 pass last").ShouldBe(2);
        texts.Count(t => t == "streaming.decisions 1 block last").ShouldBe(2);
        texts.Count(t => t == "streaming.rejections 1 too-old last").ShouldBe(2);
        texts.ShouldContain("streaming.commit.duration 0.25 last append");
        texts.ShouldContain("streaming.commit.duration 0.5 last emit");
        texts.ShouldContain("streaming.step.time 0.25 last append");
        collector.Collect().ShouldNotContain(c => c.Instrument == "streaming.decisions", "totals are told again, what was added is not");
    }

    [Fact]
    public void A_pipeline_that_is_gone_is_told_of_no_more()
    {
        using var collector = new Collector("meter-gone");
        using (new PipelineMeter("meter-gone", ["only"]))
            collector.Collect().ShouldNotBeEmpty();
        collector.Collect().ShouldBeEmpty();
    }

    [Fact]
    public void Who_counts_a_batch_allocates_nothing_for_a_row()
    {
        using var meter = new PipelineMeter("meter-bytes", ["only"]);
        var stage = meter.Stages[0];
        stage.Took(Step.Features, 0, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            stage.Took(Step.Features, 0, 1);
        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
    }

    [Fact]
    public void The_operators_table_lists_every_instrument()
    {
        using var meter = new PipelineMeter("meter-table", ["only"]);
        using var collector = new Collector("meter-table");
        meter.Stages[0].Committed([Unit("meter-table", 1)], 0, 0);
        meter.Stages[0].Restored(new RestoredState(0, 0, 0, 0, TimeSpan.Zero));
        var tags = collector.Collect().ToLookup(c => c.Instrument, c => c.Tags.Keys, StringComparer.Ordinal);

        var written = File.ReadLines(Path.Combine(Root(), "docs", "operating.md"))
            .Where(line => line.StartsWith("| `streaming.", StringComparison.Ordinal));

        written.ShouldBe(collector.Instruments.Values.OrderBy(i => i.Name, StringComparer.Ordinal).Select(Line));

        string Line(Instrument instrument)
        {
            var own = tags[instrument.Name]
                .SelectMany(t => t)
                .Distinct(StringComparer.Ordinal)
                .Except(["streaming.topology", "streaming.stage"], StringComparer.Ordinal);
            var kind = instrument is Histogram<double> ? "histogram" : "counter";
            return $"| `{instrument.Name}` | {kind} | `{instrument.Unit}` | {string.Join(", ", own.Select(t => $"`{t}`"))} | "
                + $"{instrument.Description} |";
        }
    }

    static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    /// <summary>Two rows and a rejected record.</summary>
    static CommitUnit Unit(string topology, int partition)
    {
        var trip = new GuardTrip(new Timestamp(1), new Timestamp(2), 1, 2);
        var header = new BatchHeader { Positions = [], GuardEvents = [new GuardEvent("burst", GuardEventKind.Tripped, 1, trip)] };
        var rows = Table(TableNames.Rows, TableNames.Decision, "pass", "block");
        var rejected = Table(TableNames.Rejected, RejectedColumns.Reason, "too-old");
        var lineage = PreparedBatch.Create(LineageTail.Start(new StreamKey(topology, "last", partition)), header, [rows, rejected]);
        return new CommitUnit(new Assignment(null!), lineage, [], [], new BatchCounts(2, 1, 0), () => { });
    }

    static LineageTable Table(string name, string column, params string[] values) =>
        new(
            name,
            new RecordBatch(
                new Schema(
                    [
                        new Field(column, StringType.Default, nullable: false),
                        new Field(SystemColumns.EventTime, Int64Type.Default, nullable: false),
                    ],
                    metadata: null
                ),
                [
                    new StringArray.Builder().AppendRange(values).Build(),
                    new Int64Array.Builder().AppendRange(values.Select((_, i) => (long)i)).Build(),
                ],
                values.Length
            )
        );

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
