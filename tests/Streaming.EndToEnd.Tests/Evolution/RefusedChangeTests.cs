using Streaming.EndToEnd.Tests.Harness;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Topology.Evolution;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Evolution;

/// <summary>What cannot go on with the lineage there is does not start, and says everything that is in the way; nothing moves.</summary>
public sealed class RefusedChangeTests(TestServices services)
{
    const int Partitions = 2;

    [Fact]
    public async Task An_incompatible_file_is_refused_with_all_its_faults_and_nothing_moves()
    {
        var events = Sample.Events(400, seed: 62);
        var first = Sample.Plan("refused");
        var postgres = await services.NewDatabaseAsync();
        using var publisher = new TestPublisher(services.Kafka);
        await using (var pipeline = await TestPipeline.StartAsync(first, services.Kafka, postgres, Partitions))
        {
            Sample.Publish(publisher, first, events, Partitions, Partitions);
            await pipeline.CommittedAsync(events.Count);
            await pipeline.StopAsync();
        }

        using var admin = new KafkaAdmin(services.Kafka);
        var offsets = await admin.OffsetsAsync(first);
        offsets.ShouldNotBeEmpty();
        var lineage = await EndsAsync(postgres);

        var faults = await RefusedAsync(
            postgres,
            SampleVersions.Changed(
                first,
                ("version: 1", "version: 2"),
                ("topic: refused-events", "topic: refused-others"),
                ("    amount: { type: double, min: 0 }", "    place: string\n    amount: { type: int, min: 0 }"),
                ("account_count: { count: \"*\", per: account, over: 6h }", "account_count: { count: \"*\", per: account, over: 7h }"),
                ("predictions: refused-predictions", "predictions: refused-elsewhere")
            )
        );
        faults
            .Select(f => f.Path)
            .ShouldBe([
                "source.topic",
                "source.fields.place",
                "source.fields.amount.type",
                "features.account_count.over",
                "output.predictions",
            ]);
        faults.ShouldAllBe(f => f.Line > 1 && f.Cure!.Length > 0);

        // Neither a comment nor a number without the other.
        (await RefusedAsync(postgres, SampleVersions.Changed(first, ("version: 1", "version: 1 # the same"))))
            .ShouldHaveSingleItem()
            .Cure.ShouldBe("Raise it: `version: 2`.");
        admin.Has("refused-others").ShouldBeFalse();
        (await admin.OffsetsAsync(first)).ShouldBe(offsets);
        (await EndsAsync(postgres)).ShouldBe(lineage);

        // The second version goes live; then the first is an old file.
        var second = SampleVersions.Second(first);
        await using (var pipeline = await TestPipeline.StartAsync(second, services.Kafka, postgres, Partitions))
        {
            Sample.Publish(publisher, first, [.. Sample.Events(500, seed: 62).Skip(400)], Partitions, Partitions);
            await pipeline.CommittedAsync(100);
            await pipeline.StopAsync();
        }

        var old = (await RefusedAsync(postgres, first)).ShouldHaveSingleItem();
        old.Message.ShouldBe("version 1 is older than version 2, under which lineage was written");
        // A name keeps its meaning, also when the last version does not have it.
        var without = SampleVersions.Changed(
            second,
            ("version: 2", "version: 3"),
            ("  account_most: { max: amount, per: account, over: 2d }\n", "")
        );
        await using (var pipeline = await TestPipeline.StartAsync(without, services.Kafka, postgres, Partitions))
        {
            Sample.Publish(publisher, first, [.. Sample.Events(600, seed: 62).Skip(500)], Partitions, Partitions);
            await pipeline.CommittedAsync(100);
            await pipeline.StopAsync();
        }

        var again = SampleVersions.Changed(
            second,
            ("version: 2", "version: 4"),
            ("account_most: { max: amount, per: account, over: 2d }", "account_most: { max: amount, per: account, over: 3d }")
        );
        (await RefusedAsync(postgres, again)).ShouldHaveSingleItem().Path.ShouldBe("features.account_most.over");
    }

    async Task<IReadOnlyList<TopologyChange>> RefusedAsync(string postgres, PipelinePlan plan) =>
        (await Should.ThrowAsync<EvolutionException>(() => TestPipeline.StartAsync(plan, services.Kafka, postgres, Partitions))).Faults;

    static async Task<IReadOnlyList<string>> EndsAsync(string postgres)
    {
        await using var store = new LineageStore(postgres);
        var ends = (await store.ListStreamsAsync("refused")).Select(s => $"{s.Stream} {s.Version}");
        return [.. ends, .. (await store.Topologies.ReadAsync("refused")).Select(t => t.Hash)];
    }
}
