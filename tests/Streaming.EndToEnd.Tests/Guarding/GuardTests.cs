using System.Text;
using System.Text.Json.Nodes;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Replay;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Guarding;

/// <summary>A burst of decisions trips a guard: on record, on the topic, in the log, through restarts and a rescale, and
/// replayed.</summary>
public sealed class GuardTests(TestServices services)
{
    const int Tripped = 1609;
    const int StaysTripped = 1610;
    const int Recovered = 1611;
    const int Most = 5;
    static readonly TimeSpan Within = TimeSpan.FromHours(1);
    static readonly TimeSpan Held = TimeSpan.FromHours(2);
    static readonly List<SampleEvent> Events = Sample.Events(3000, seed: 71);

    sealed record Decided(string Id, long Time, string Score, string Decision, string? ChangedBy);

    /// <summary>Fails where a restart forgets what was counted or that it is tripped, where batches make a difference, or where what goes
    /// out is not what is on record.</summary>
    [Fact]
    public async Task A_burst_trips_it_through_restarts_and_every_decision_is_what_a_plain_count_says()
    {
        const int partitions = 2;
        var plan = Plan("guarded");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = await PublisherAsync(plan, partitions);
        using var log = new LogWatch();
        var publication = new SamplePublication(publisher, plan, Events, partitions, 1);
        var before = 0L;
        foreach (var (to, rows) in new[] { (700, 4096), (701, 3), (1900, 61), (Events.Count, 640) })
        {
            var settings = TestPipeline.Settings(services.Kafka, postgres, partitions, maxBatchRows: rows) with { SnapshotRows = 100 };
            await using var pipeline = await TestPipeline.StartAsync(plan, settings, loggers: log);
            publication.To(to);
            if (to == Events.Count)
                publication.End();
            await pipeline.CommittedAsync(publication.Settled - before);
            await pipeline.StopAsync();
            before += pipeline.Host.Snapshot()[^1].Accepted;
        }

        await using var store = new LineageStore(postgres);
        var changed = new Dictionary<string, Decided>(StringComparer.Ordinal);
        var events = 0;
        for (var partition = 0; partition < partitions; partition++)
        {
            var (rows, happened) = await RowsAsync(store, plan, partition);
            rows.Select(r => r.Decision).ShouldBe(Plain(rows), $"partition {partition}");
            foreach (var row in rows.Where(r => r.ChangedBy is not null))
                changed.Add(row.Id, row);
            events += happened.Count;
            happened.ShouldContain(e => e.Kind == GuardEventKind.Tripped);
            happened.ShouldContain(e => e.Kind == GuardEventKind.Recovered);
        }

        changed.Count.ShouldBeGreaterThan(20);
        changed.Values.ShouldAllBe(r => r.Score == "block" && r.Decision == "review" && r.ChangedBy == "guard/burst");
        // A commit of which a session did not hear any more is not told of twice.
        (log.Of(Tripped).Count + log.Of(StaysTripped).Count + log.Of(Recovered).Count).ShouldBeInRange(events - 4, events);
        log.Of(Tripped)[0].ShouldContain("guard burst of guarded has tripped at 2024-03-0");
        ShouldBeEmitted(plan, changed);

        var id = changed.Values.First().Id;
        var record = (await store.RecordsAsync(plan.Topology.Name, id)).ShouldHaveSingleItem();
        record
            .Guarded.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                g => (g.Name, g.InsteadOf, record.Decision).ShouldBe(("burst", "block", "review")),
                g => g.Trip!.Counted.ShouldBeGreaterThan(Most)
            );

        (await Verification.FaultsAsync(postgres, plan.Topology.Name)).ShouldBeEmpty();
        var replayer = new LineageReplayer(plan, store, new NoModels());
        (await replayer.RunAsync(new ReplayOptions())).ShouldBe(new ReplayReport(2 * Events.Count, 2 * Events.Count, 0, 0, null));
        var late = await replayer.RunAsync(new ReplayOptions { From = Sample.Time(Events[2200].At) });
        (late.Differing, late.Compared).ShouldBe((0L, 2L * Events.Count(e => e.At >= Events[2200].At)));
    }

    /// <summary>Fails where a guard is disarmed by a rescale, or where replay does not know what it began with there.</summary>
    [Fact]
    public async Task A_tripped_guard_is_tripped_in_every_partition_after_a_rescale()
    {
        var plan = Plan("guarded-rescaled", held: TimeSpan.FromDays(30));
        var settings = TestPipeline.Settings(services.Kafka, await services.NewDatabaseAsync(), 2, maxBatchRows: 100);
        using var publisher = await PublisherAsync(plan, 2);
        await using var store = new LineageStore(settings.Postgres);
        // Where nothing is held back for events of the same time.
        var rest = Enumerable.Range(900, 100).First(i => Events[i].At > Events[i - 1].At);
        var publication = new SamplePublication(publisher, plan, Events, 2, 1);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings))
        {
            publication.To(rest);
            publication.Rest();
            await pipeline.CommittedAsync(rest);
            await pipeline.StopAsync();
        }

        await new Rescaler(plan, settings, store, TimeProvider.System).RunAsync(4);
        var trips = new List<GuardTrip?>();
        for (var partition = 0; partition < 4; partition++)
        {
            var marker = (await store.ReadTailAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition)))!.Header!;
            marker.Rescale.ShouldNotBeNull();
            trips.Add(marker.Guards.ShouldHaveSingleItem().Trip);
        }

        trips.Distinct().ShouldHaveSingleItem().ShouldNotBeNull();

        using var after = new TestPublisher(services.Kafka);
        publication.Repartition(after, 4);
        await using (var pipeline = await TestPipeline.StartAsync(plan, settings with { Partitions = 4 }))
        {
            publication.To(Events.Count);
            publication.End();
            await pipeline.CommittedAsync(Events.Count - rest);
            await pipeline.StopAsync();
        }

        for (var partition = 0; partition < 4; partition++)
        {
            var (rows, _) = await RowsAsync(store, plan, partition);
            rows.Skip(rows.Count - 200).ShouldAllBe(r => r.Decision != "block");
        }

        var report = await new LineageReplayer(plan, store, new NoModels()).RunAsync(new ReplayOptions());
        report.ShouldBe(new ReplayReport(2 * Events.Count, 2 * Events.Count, 0, 0, null));
    }

    void ShouldBeEmitted(PipelinePlan plan, Dictionary<string, Decided> changed)
    {
        var predictions = TopicReader
            .ReadAll(services.Kafka, plan.Topology.Output.Predictions)
            .ToDictionary(p => p.Headers["event-id"], p => JsonNode.Parse(p.Text)!);
        predictions.Count.ShouldBe(Events.Count);
        foreach (var (id, prediction) in predictions)
        {
            if (!changed.ContainsKey(id))
                prediction["guard"].ShouldBeNull();
            else
                prediction["guard"]!.ToJsonString().ShouldBe("""{"name":"burst","instead_of":"block"}""");
        }

        predictions
            .Where(p => (string)p.Value["decision"]! == "review")
            .Select(p => p.Key)
            .Order(StringComparer.Ordinal)
            .ShouldBe(changed.Keys.Order(StringComparer.Ordinal));
    }

    static PipelinePlan Plan(string name, TimeSpan? held = null)
    {
        var text = Sample
            .Plan(name)
            .Topology.Text.Replace("block: score >= 0.8", "block: score >= 0.8, review: \"false\"", StringComparison.Ordinal);
        var limit = $"decision: block, most: {Most}, within: 1h, then: review, for: {(held ?? Held).TotalHours}h";
        return PlanCompiler.Compile(TopologyLoader.Parse($"{text}\nguards: {{ burst: {{ limit: {{ {limit} }} }} }}\n"));
    }

    async Task<TestPublisher> PublisherAsync(PipelinePlan plan, int partitions)
    {
        var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 1);
        return publisher;
    }

    static async Task<(List<Decided> Rows, List<GuardEvent> Events)> RowsAsync(LineageStore store, PipelinePlan plan, int partition)
    {
        var (rows, events) = (new List<Decided>(), new List<GuardEvent>());
        await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
        {
            events.AddRange(batch.Header.GuardEvents);
            if (batch.Table(TableNames.Rows) is not { } table)
                continue;
            var changed = Columns.Has(table, RecordColumns.ChangedBy);
            for (var row = 0; row < table.Length; row++)
            {
                rows.Add(
                    new Decided(
                        Columns.Text(table, plan.Topology.Source.Id, row)!,
                        Columns.Times(table, SystemColumns.EventTime)[row].Micros,
                        Encoding.UTF8.GetString(new ScoreDecisions(table)[row]),
                        Columns.Text(table, TableNames.Decision, row)!,
                        changed ? Columns.Text(table, RecordColumns.ChangedBy, row) : null
                    )
                );
            }
        }

        return (rows, events);
    }

    /// <summary>What should have gone out, by a count over all rows in the order in which they were recorded.</summary>
    static List<string> Plain(List<Decided> rows)
    {
        var pane = Within.Ticks / TimeSpan.TicksPerMicrosecond / 60;
        var (decisions, clock, until) = (new List<string>(), long.MinValue, (long?)null);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Time > clock)
            {
                clock = rows[i].Time;
                if (until <= clock)
                    until = Blocks(i) > Most ? clock + Held.Ticks / TimeSpan.TicksPerMicrosecond : null;
            }

            if (until is null && rows[i].Score == "block" && Blocks(i + 1) > Most)
                until = clock + Held.Ticks / TimeSpan.TicksPerMicrosecond;
            decisions.Add(until is not null && rows[i].Score == "block" ? "review" : rows[i].Score);
        }

        return decisions;

        int Blocks(int count) => rows.Take(count).Count(r => r.Score == "block" && r.Time / pane > clock / pane - 60);
    }
}
