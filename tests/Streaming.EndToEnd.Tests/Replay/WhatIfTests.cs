using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.ReplayLineage;
using Streaming.EndToEnd.Tests.Evolution;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Learning.Data;
using Streaming.Learning.WhatIf;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Pipeline.Replay;

namespace Streaming.EndToEnd.Tests.Replay;

/// <summary>What another model would have made of recorded rows, held against a computation that shares no code with it.</summary>
public sealed class WhatIfTests(TestServices services)
{
    [Fact]
    public async Task Moves_flips_and_metrics_of_another_model_are_those_of_an_independent_computation()
    {
        var sample = await RecordedSample.RecordAsync(services, "what-if", 2000, seed: 17);
        using var registry = new ModelRegistry(sample.Postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        await using var store = new LineageStore(sample.Postgres);
        var from = Sample.Time(sample.Events[500].At);

        var whole = await ReportAsync(sample, store, registry, new ReplayOptions { Parallelism = 4 });
        var late = await ReportAsync(sample, store, registry, new ReplayOptions { From = from, Parallelism = 2 });

        var rows = await ExpectedAsync(sample);
        Check(whole, rows);
        Check(late, [.. rows.Where(r => r.At >= from)]);
        Text(await ReportAsync(sample, store, registry, new ReplayOptions { Parallelism = 1 })).ShouldBe(Text(whole));
    }

    [Fact]
    public async Task The_rule_itself_as_the_other_scorer_moves_nothing()
    {
        var sample = await RecordedSample.RecordAsync(services, "what-if-rule", 300, seed: 4);
        using var registry = new ModelRegistry(sample.Postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        await using var store = new LineageStore(sample.Postgres);
        var collector = new WhatIfCollector(sample.Plan, new TimeRange(Timestamp.Beginning, Timestamp.End));
        await new LineageReplayer(sample.Plan, store, registry) { Sinks = [new WhatIfSink(collector)] }.RunAsync(
            new ReplayOptions { WhatIf = new WhatIfScorer(null) }
        );
        var report = await collector.ReportAsync(store);
        (report.Rows, report.Moves.Moved, report.Decisions.Flipped).ShouldBe((300, 0, 0));
        report.Quality!.WhatIf.Report.ShouldBe(report.Quality.Recorded.Report);
    }

    [Fact]
    public async Task A_rule_that_is_not_live_yet_scores_what_the_version_before_recorded()
    {
        var sample = await RecordedSample.RecordAsync(services, "what-if-next", 300, seed: 5);
        var next = SampleVersions.Changed(
            sample.Plan,
            ("version: 1", "version: 2"),
            ("rule: amount / 1000 + device_risk / 2", "rule: amount / 900"),
            ("decide: { block: score >= 0.8,", "decide: { stop: amount > 450,")
        );
        await using var store = new LineageStore(sample.Postgres);
        var collector = new WhatIfCollector(next, new TimeRange(Timestamp.Beginning, Timestamp.End));
        var replay = await new LineageReplayer(next, store, new NoModels()) { Sinks = [new WhatIfSink(collector)] }.RunAsync(
            new ReplayOptions { WhatIf = new WhatIfScorer(null) }
        );
        replay.ShouldBe(new ReplayReport(600, 600, 0, 0, null), "what was recorded is held against the version that recorded it");

        var report = await collector.ReportAsync(store);
        (report.Rows, report.OtherFeatures).ShouldBe((300, 0));
        var rows = await ExpectedAsync(sample);
        report.Moves.Moved.ShouldBe(rows.Count(r => r.Before != (float)((float)r.Amount / 900.0)));
        report.Decisions.Names.ShouldBe(["stop", "pass", "block"]);
        report.Decisions.Counts[2][0].ShouldBe(rows.LongCount(r => r.Decided == "block" && r.Amount > 450));
        report.Decisions.Counts[1][0].ShouldBe(rows.LongCount(r => r.Decided == "pass" && r.Amount > 450));
        report.Decisions.Flipped.ShouldBe(rows.LongCount(r => r.Decided == "block" || r.Amount > 450));
    }

    static async Task<WhatIfReport> ReportAsync(RecordedSample sample, LineageStore store, ModelRegistry registry, ReplayOptions options)
    {
        var content = RecordedSample.OtherModel(sample.Plan);
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var collector = new WhatIfCollector(sample.Plan, new TimeRange(options.From, options.To));
        var report = await new LineageReplayer(sample.Plan, store, registry) { Sinks = [new WhatIfSink(collector)] }.RunAsync(
            options with
            {
                WhatIf = new WhatIfScorer(new ServedModel(new ModelVersion("other", 1, content.Hash), model)),
            }
        );
        (report.Differing, report.EngineDiffers).ShouldBe((0, 0));
        return await collector.ReportAsync(store);
    }

    sealed record Row(double Amount, Timestamp At, float Before, float After, string Decided, string WouldDecide, bool Bad);

    static async Task<List<Row>> ExpectedAsync(RecordedSample sample)
    {
        var recorded = (await LineageRows.ReadAsync(sample.Postgres, sample.Plan, RecordedSample.Partitions)).ToDictionary(r => r.Id);
        return
        [
            .. sample.Events.Select(e =>
            {
                var row = recorded[e.Id];
                var before = BitConverter.UInt32BitsToSingle(
                    uint.Parse(row.Features.Split(' ')[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                );
                var after = (float)RecordedSample.OtherScore(e.Amount);
                return new Row(e.Amount, Sample.Time(e.At), before, after, row.Decision, e.Amount > 800 ? "block" : "pass", e.Bad);
            }),
        ];
    }

    static void Check(WhatIfReport report, List<Row> rows)
    {
        report.Rows.ShouldBe(rows.Count);
        report.Decisions.Names.ShouldBe(["block", "pass"]);
        foreach (var (b, before) in report.Decisions.Names.Index())
        {
            foreach (var (a, after) in report.Decisions.Names.Index())
            {
                report
                    .Decisions.Counts[b][a]
                    .ShouldBe(rows.LongCount(r => r.Decided == before && r.WouldDecide == after), $"{before} to {after}");
            }
        }

        report.Decisions.Flipped.ShouldBe(rows.LongCount(r => r.Decided != r.WouldDecide));
        report.Decisions.Flipped.ShouldBeGreaterThan(0);
        CheckMoves(report.Moves, [.. rows.Where(r => r.Before != r.After).Select(r => (double)r.After - r.Before)]);
        report.Recorded.Counts.Sum().ShouldBe(rows.Count);
        report
            .Recorded.Counts[10]
            .ShouldBe(rows.LongCount(r => r.Before >= 0.25f * report.Recorded.High && r.Before < 0.275 * report.Recorded.High));

        var quality = report.Quality.ShouldNotBeNull();
        quality.Labelled.ShouldBe(rows.Count, "every event has its label by now");
        quality.Recorded.Report.Positives.ShouldBe(rows.Count(r => r.Bad));
        CheckQuality(quality.Recorded, [.. rows.Select(r => (r.Before, r.Bad))]);
        CheckQuality(quality.WhatIf, [.. rows.Select(r => (r.After, r.Bad))]);
    }

    static void CheckMoves(ScoreMoves moves, List<double> expected)
    {
        var sizes = expected.Select(Math.Abs).Order().ToList();
        (moves.Moved, moves.Upwards, moves.Downwards).ShouldBe((expected.Count, expected.Count(m => m > 0), expected.Count(m => m < 0)));
        moves.Mean!.Value.ShouldBe(sizes.Average(), 1e-6);
        moves.Median!.Value.ShouldBe(sizes[(sizes.Count - 1) / 2], 1e-6);
        moves.Max!.Value.ShouldBe(sizes[^1], 1e-6);
        moves.Distribution!.Counts.Sum().ShouldBe(expected.Count);
    }

    /// <summary>Pair by pair, and row by row: slow and plain.</summary>
    static void CheckQuality(JudgedScores judged, List<(float Score, bool Bad)> rows)
    {
        var (bad, good) = (rows.Where(r => r.Bad).ToList(), rows.Where(r => !r.Bad).ToList());
        var wins = bad.Sum(b =>
            good.Sum(g =>
                b.Score > g.Score ? 1
                : b.Score == g.Score ? 0.5
                : 0
            )
        );
        judged.Report.RocAuc!.Value.ShouldBe(wins / bad.Count / good.Count, 1e-9);
        var average = bad.Sum(b => (double)bad.Count(o => o.Score >= b.Score) / rows.Count(o => o.Score >= b.Score)) / bad.Count;
        judged.Report.AveragePrecision!.Value.ShouldBe(average, 1e-9);
        // Rows of one score rank by their time.
        judged.Report.PrecisionAtK.ShouldBeInRange(
            rows.OrderByDescending(r => r.Score).ThenBy(r => r.Bad).Take(100).Count(r => r.Bad) / 100.0,
            rows.OrderByDescending(r => r.Score).ThenByDescending(r => r.Bad).Take(100).Count(r => r.Bad) / 100.0
        );
        (judged.Roc[0].X, judged.Roc[0].Y, judged.Roc[^1].X, judged.Roc[^1].Y).ShouldBe((0, 0, 1, 1));
        judged.PrecisionRecall[^1].X.ShouldBe(1);
        judged.PrecisionRecall[^1].Y.ShouldBe((double)bad.Count / rows.Count, 1e-12);
    }

    static string Text(WhatIfReport report) => JsonSerializer.Serialize(report);
}
