using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Pipeline.Metrics;

namespace Streaming.EndToEnd.Tests.Telemetry;

/// <summary>What collectors see of a pipeline that runs.</summary>
public sealed class TelemetryTests(TestServices services)
{
    const string Name = "telemetry";
    const int Events = 400;

    [Fact]
    public async Task A_collector_sees_every_row_and_each_commit_with_its_two_transactions()
    {
        var plan = Sample.Plan(Name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, 2);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        Sample.Publish(publisher, plan, Sample.Events(Events), 2, 1);
        using var activities = new ActivityLog();
        var final = plan.Stages[^1].Name;
        var rows = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var meters = Listen(
            (instrument, value, tags) =>
            {
                if (instrument == "streaming.records" && tags.Contains(new("streaming.kind", "row")))
                    rows[Text(tags, "streaming.stage")] = value;
            }
        );

        // What is current where a pipeline is started must not become the parent of all it ever does.
        using (new Activity("host").Start())
        await using (var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, maxBatchRows: 97))
        {
            await pipeline.CommittedAsync(Events);
            meters.RecordObservableInstruments();
            await pipeline.StopAsync();
        }

        rows[final].ShouldBe(Events);
        var roots = activities.Roots(Name);
        var commits = roots[$"commit {final}"].ToList();
        commits.ShouldNotBeEmpty();
        foreach (var (root, children) in commits)
        {
            root.Parent.ShouldBeNull();
            children.Select(c => c.DisplayName).ShouldBe(["append", "emit"]);
        }

        var starts = roots[$"start {final}"].ToList();
        starts.ShouldNotBeEmpty();
        starts
            .SelectMany(s => s.Children)
            .Select(c => c.DisplayName)
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(["recover", "restore"], ignoreOrder: true);
    }

    static MeterListener Listen(Action<string, long, KeyValuePair<string, object?>[]> told)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Meter.Name == StreamingTelemetry.Name)
                    me.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                var all = tags.ToArray();
                if (Text(all, "streaming.topology") == Name)
                    told(instrument.Name, value, all);
            }
        );
        listener.Start();
        return listener;
    }

    static string Text(KeyValuePair<string, object?>[] tags, string key) => (string)tags.First(t => t.Key == key).Value!;
}
