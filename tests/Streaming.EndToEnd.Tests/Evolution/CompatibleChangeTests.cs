using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Raw;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>A compatible change goes live at a batch boundary, with the history that it would have had, and all of the lineage
/// replays.</summary>
public sealed class CompatibleChangeTests(TestServices services)
{
    const int Switch = 700;

    [Fact]
    public async Task New_features_are_what_they_would_be_had_they_always_been_there()
    {
        var events = SampleVersions.Events(1500, seed: 61, channelFrom: Switch);
        var (first, always) = (Sample.Plan("evolved"), SampleVersions.Second(Sample.Plan("evolved-always")));
        var second = SampleVersions.Second(first);
        var postgres = await ChangedPipeline.RunAsync(services, events, Switch, first, second);
        var reference = await ChangedPipeline.RunAsync(services, events, Switch, always, always);

        var rows = await LineageRows.ReadAsync(postgres, second, ChangedPipeline.Partitions, version: 2);
        var expected = (await LineageRows.ReadAsync(reference, always, ChangedPipeline.Partitions)).ToDictionary(r => r.Id);
        rows.Count.ShouldBeInRange(events.Count - Switch, events.Count - Switch + 20);
        rows.FirstOrDefault(row => row != expected[row.Id]).ShouldBeNull();
        rows.Select(r => r.Decision).Distinct().ShouldContain("look");
        TopicReader
            .ReadAll(services.Kafka, second.Topology.Output.Predictions)
            .Select(p => p.Headers["event-id"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(events.Select(e => e.Id).Order(StringComparer.Ordinal));

        await using var store = new LineageStore(postgres);
        (await store.Topologies.ReadAsync("evolved")).Select(t => t.Text).ShouldBe([first.Topology.Text, second.Topology.Text]);
        foreach (var plan in new[] { first, second })
        {
            var report = await new LineageReplayer(plan, store, new NoModels()).RunAsync(new ReplayOptions());
            report.ShouldBe(new ReplayReport(2 * events.Count, 2 * events.Count, 0, 0, null));
        }

        var middle = Sample.Time(events[Switch + 200].At);
        var late = await new LineageReplayer(second, store, new NoModels()).RunAsync(new ReplayOptions { From = middle });
        late.ShouldBe(new ReplayReport(late.Compared, late.Compared, 0, 0, null));
        late.Compared.ShouldBe(2 * events.Count(e => Sample.Time(e.At) >= middle));
    }
}
