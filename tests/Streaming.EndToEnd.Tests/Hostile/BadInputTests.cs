using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.EndToEnd.Tests.Harness;
using Streaming.Events.Predictions;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Hostile;

/// <summary>Bad input costs only itself: it is kept with its reason, and everything else is as if it had never come.</summary>
public sealed class BadInputTests(TestServices services)
{
    const int Partitions = 4;
    const int CutAt = 1_000_000;

    [Fact]
    public async Task Every_kind_of_bad_record_is_kept_with_its_reason_and_changes_nothing_else()
    {
        var events = Sample.Events(1500, seed: 11);
        var calm = await RunAsync("hostile-calm", events);
        var bad = new List<BadRecord>();
        var hostile = await RunAsync("hostile-mixed", events, bad);

        bad.Select(b => b.Reason)
            .Distinct()
            .Order()
            .ShouldBe(Enum.GetValues<ReasonCode>().Where(r => r != ReasonCode.Failed), "that is no record's own fault");
        // An accepted event follows each bad one under the same id: the correction passes.
        hostile.Scored.ShouldBe(calm.Scored);
        calm.Scored.Count.ShouldBe(events.Count);
        await CheckQuarantineAsync(hostile, bad);
    }

    async Task<Outcome> RunAsync(string name, List<SampleEvent> events, List<BadRecord>? bad = null)
    {
        var plan = Plan(name);
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await publisher.CreateTopicAsync(plan.Topology.Source.Topic, Partitions);
        await publisher.CreateTopicAsync(plan.Topology.Labels!.Topic, 2);
        await using var pipeline = await TestPipeline.StartAsync(
            plan,
            TestPipeline.Settings(services.Kafka, postgres, Partitions, maxBatchRows: 200),
            time: new ThatYear()
        );
        Sample.Publish(publisher, plan, events, Partitions, 2, before: i =>
        {
            if (bad is null || i % 10 != 5)
                return;
            var kinds = BadRecord.AllOf(events[i], events[i - 1], Partitions);
            var record = kinds[i / 10 % kinds.Count]();
            bad.Add(record);
            publisher.SendBytes(plan.Topology.Source.Topic, record.Partition, record.Key, record.Value);
        });
        var rejected = bad?.Count ?? 0;
        await pipeline.UntilAsync(
            stages => stages[^1].Accepted >= events.Count && stages.Sum(s => s.Rejected) >= rejected,
            $"{events.Count} events scored and {rejected} rejected"
        );
        await pipeline.StopAsync();
        return new Outcome(plan, postgres, await LineageRows.InOrderAsync(postgres, plan, Partitions));
    }

    /// <summary>Strict enough that every reason has something to refuse.</summary>
    static PipelinePlan Plan(string name) =>
        Sample.Plan(
            name,
            source: ["unknown_fields: reject"],
            fields:
            [
                "count: { type: int, optional: true }",
                "open: { type: bool, optional: true }",
                "country: { type: string, optional: true, values: [DE, FR] }",
                "code: { type: string, optional: true, pattern: '[A-Z]{2}[0-9]+' }",
            ],
            validate: ["future_skew: 5m", "max_age: 3650d"]
        );

    /// <summary>Bad records leave a partition in the order in which they came to it, so each is known by its place.</summary>
    async Task CheckQuarantineAsync(Outcome outcome, List<BadRecord> bad)
    {
        var quarantined = TopicReader.ReadAll(services.Kafka, outcome.Plan.Topology.Output.Quarantine);
        quarantined.Count.ShouldBe(bad.Count);
        await using var store = new LineageStore(outcome.Postgres);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var sent = bad.Where(b => b.Partition == partition).ToList();
            var kept = quarantined
                .Where(q => Number(q, QuarantineHeaders.SourcePartition) == partition)
                .OrderBy(q => Number(q, QuarantineHeaders.SourceOffset))
                .ToList();
            kept.Count.ShouldBe(sent.Count);
            foreach (var (record, found) in sent.Zip(kept))
            {
                CheckRecord(record, found);
                CheckRecord(record, found, await LineageRecordAsync(store, found));
            }
        }

        var totals = (await store.ListStreamsAsync(outcome.Plan.Topology.Name)).ToLookup(s => s.Stream.Stage, s => s.Totals);
        totals[outcome.Plan.Entry.Name].Sum(t => t.Rejected).ShouldBe(bad.Count);
        totals[outcome.Plan.Final.Name].Sum(t => t.Rows).ShouldBe(outcome.Scored.Count);
    }

    static void CheckRecord(BadRecord record, Received found)
    {
        found.Headers[QuarantineHeaders.Reason].ShouldBe(ReasonCodes.Name(record.Reason), found.Headers[QuarantineHeaders.Detail]);
        found.Headers[QuarantineHeaders.Detail].ShouldNotBeNullOrWhiteSpace();
        found.KeyBytes.ShouldBe(record.Key);
        CheckBytes(record, found.Value);
        if (record.Value is not { Length: > CutAt } whole)
            return;
        Number(found, QuarantineHeaders.RawLength).ShouldBe(whole.Length);
        found.Headers[QuarantineHeaders.RawHash].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(whole)));
    }

    static void CheckRecord(BadRecord record, Received found, LineageRecord recorded)
    {
        var rejection = recorded.Rejection.ShouldNotBeNull();
        rejection.Reason.ShouldBe(ReasonCodes.Name(record.Reason));
        rejection.Key.ShouldBe(record.Key);
        CheckBytes(record, rejection.Raw);
        recorded.Source.Partition.ShouldBe(record.Partition);
        recorded.Source.Offset.ShouldBe(Number(found, QuarantineHeaders.SourceOffset));
        recorded.Source.Topic.ShouldBe(found.Headers[QuarantineHeaders.SourceTopic]);
        recorded.Score.ShouldBeNull();
    }

    static void CheckBytes(BadRecord record, byte[]? kept)
    {
        if (record.Value is not { Length: > CutAt } whole)
        {
            kept.ShouldBe(record.Value);
            return;
        }

        var cut = kept.ShouldNotBeNull();
        cut.Length.ShouldBeInRange(CutAt - 1000, CutAt);
        whole.AsSpan().StartsWith(cut).ShouldBeTrue();
    }

    static async Task<LineageRecord> LineageRecordAsync(LineageStore store, Received found)
    {
        LineageId.TryParse(found.Headers[QuarantineHeaders.LineageId], out var id).ShouldBeTrue();
        return (await store.RecordAsync(id)).ShouldNotBeNull();
    }

    static long Number(Received record, string header) => long.Parse(record.Headers[header], CultureInfo.InvariantCulture);

    /// <summary>The clock that freshness is judged by stands where the events are; timers run as ever.</summary>
    sealed class ThatYear : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    }

    sealed record Outcome(PipelinePlan Plan, string Postgres, List<RecordedRow> Scored);
}
