using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Predictions;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>The labels topic is an outside topic like the source: what is wrong there is quarantined too, and the right labels
/// count.</summary>
public sealed class BadLabelTests(TestServices services)
{
    /// <summary>Events a minute apart, labels two hours later.</summary>
    const int FirstLabelsAreKnown = 250;

    [Fact]
    public async Task Bad_labels_are_quarantined_and_leave_the_features_alone()
    {
        var events = Sample.Events(800, seed: 23);
        var calm = await RunAsync("labels-calm", events, _ => []);
        var mixed = await RunAsync("labels-mixed", events, i => i >= FirstLabelsAreKnown && i % 100 == 50 ? Bad(events[i], events[0]) : []);
        mixed.Scored.ShouldBe(calm.Scored);

        var reasons = mixed.Quarantine.ToLookup(q => q.Headers[QuarantineHeaders.Reason]);
        reasons.Select(r => r.Key).ShouldBe(["malformed-json", "wrong-type", "missing-field", "duplicate-id"], ignoreOrder: true);
        reasons.ShouldAllBe(r => r.Count() == 6);
        mixed.Quarantine.ShouldAllBe(q => q.Headers[QuarantineHeaders.SourceTopic] == "labels-mixed-labels");
        await using var store = new LineageStore(mixed.Postgres);
        foreach (var record in mixed.Quarantine)
        {
            LineageId.TryParse(record.Headers[QuarantineHeaders.LineageId], out var id).ShouldBeTrue();
            var recorded = (await store.RecordAsync(id)).ShouldNotBeNull();
            recorded.Rejection.ShouldNotBeNull().Raw.ShouldBe(record.Value);
            recorded.Source.Topic.ShouldBe("labels-mixed-labels");
        }

        var totals = await store.ListStreamsAsync("labels-mixed");
        totals.Where(s => s.Stream.Stage == "labels").Sum(s => s.Totals.Labels).ShouldBe(events.Count);
    }

    /// <summary>What would change the risk of the event's device if it counted.</summary>
    static IEnumerable<string> Bad(SampleEvent good, SampleEvent first)
    {
        var label = (good with { Id = $"x{good.Id}", Bad = true }).LabelJson;
        yield return label[..^2];
        yield return label.Replace(":true", ":\"true\"", StringComparison.Ordinal);
        yield return label.Replace("\"device\"", "\"gadget\"", StringComparison.Ordinal);
        yield return (first with { Bad = !first.Bad }).LabelJson;
    }

    async Task<Outcome> RunAsync(string name, List<SampleEvent> events, Func<int, IEnumerable<string>> bad)
    {
        var plan = Sample.Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, 2);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        await using var pipeline = await TestPipeline.StartAsync(plan, services.Kafka, postgres, 2, maxBatchRows: 100);
        var sent = 0;
        Sample.Publish(publisher, plan, events, 2, 1, before: i =>
        {
            foreach (var label in bad(i))
            {
                publisher.Send(plan.Topology.Labels!.Topic, 0, null, label);
                sent++;
            }
        });
        await pipeline.UntilAsync(
            stages => stages[^1].Accepted >= events.Count && stages[0].Labels >= events.Count && stages.Sum(s => s.Rejected) >= sent,
            $"{events.Count} events scored and {sent} labels rejected"
        );
        await pipeline.StopAsync();
        return new Outcome(
            postgres,
            await LineageRows.InOrderAsync(postgres, plan, 2),
            TopicReader.ReadAll(services.Kafka, plan.Topology.Output.Quarantine)
        );
    }

    sealed record Outcome(string Postgres, List<RecordedRow> Scored, List<Received> Quarantine);
}
