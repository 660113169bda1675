using Streaming.Application.ReplayLineage;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.WhatIf;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Replay.Emitting;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>What is made of replayed history that two versions of a topology have recorded.</summary>
public sealed class ReplayAcrossVersionsTests(TestServices services)
{
    const int Switch = 300;

    [Fact]
    public async Task Each_version_s_predictions_come_again_as_it_wrote_them_and_only_rows_with_all_features_are_scored_otherwise()
    {
        var events = SampleVersions.Events(700, seed: 71, channelFrom: Switch);
        var first = Sample.Plan("two-versions");
        var second = SampleVersions.Second(first);
        var postgres = await ChangedPipeline.RunAsync(services, events, Switch, first, second);
        var live = TopicReader
            .ReadAll(services.Kafka, first.Topology.Output.Predictions)
            .ToDictionary(p => p.Headers["lineage-id"], p => (p.Key, p.Text));
        live.Values.Select(p => p.Text.Contains("\"topology_version\":1,", StringComparison.Ordinal))
            .Distinct()
            .Count()
            .ShouldBe(2, "both versions predicted");

        await using var store = new LineageStore(postgres);
        foreach (var plan in new[] { first, second })
        {
            var topic = $"two-versions-history-{plan.Topology.Version}";
            using var sink = await TopicSink.OpenAsync(
                plan,
                topic,
                new ReplayOptions(),
                null,
                TestPipeline.Settings(services.Kafka, postgres)
            );
            (await new LineageReplayer(plan, store, new NoModels()) { Sinks = [sink] }.RunAsync(new ReplayOptions())).Differing.ShouldBe(0);
            (await sink.CompleteAsync()).ShouldBe(events.Count);
            TopicReader
                .ReadAll(services.Kafka, topic)
                .ToDictionary(p => p.Headers["lineage-id"], p => (p.Key, p.Text))
                .ShouldBe(live, ignoreOrder: true);
        }

        var ofSecond = (await LineageRows.ReadAsync(postgres, second, ChangedPipeline.Partitions, version: 2)).Count;
        var collector = new WhatIfCollector(second, new TimeRange(Timestamp.Beginning, Timestamp.End));
        await new LineageReplayer(second, store, new NoModels()) { Sinks = [new WhatIfSink(collector)] }.RunAsync(
            new ReplayOptions { WhatIf = new WhatIfScorer(null) }
        );
        var report = await collector.ReportAsync(store);
        (report.Rows, report.OtherFeatures).ShouldBe((ofSecond, events.Count - ofSecond));
        (report.Moves.Moved, report.Decisions.Flipped).ShouldBe((0, 0), "it is the rule that scored them");
    }
}
