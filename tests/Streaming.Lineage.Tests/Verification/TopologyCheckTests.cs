using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Verification;

public sealed class TopologyCheckTests(DatabaseFixture database)
{
    const string Text = "topology: card-fraud";

    [Fact]
    public async Task A_text_that_lineage_names_and_that_is_gone_or_altered_is_told()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        var header = Samples.Header() with { TopologyHash = TopologyLoader.HashOf(Text) };
        await store.AppendAsync([PreparedBatch.Create(LineageTail.Start(Samples.Stream), header, [])]);
        var report = await new ChainVerifier(store).VerifyAsync("card-fraud");

        (await FaultAsync(store, report))!.Message.ShouldContain(
            "card-fraud/score/0/1 was written under a topology's text that cannot be had"
        );
        await store.Topologies.RecordAsync("card-fraud", 1, Text, [], DateTimeOffset.UnixEpoch);
        (await FaultAsync(store, report)).ShouldBeNull();
        (
            await database.ExecuteAsync(
                $"update {schema}.mt_events set data = replace(data::text, '{Convert.ToBase64String("topo"u8)[..4]}', 'AAAA')::jsonb "
                    + "where stream_id like 'topology-history/%'"
            )
        ).ShouldBe(1);
        (await FaultAsync(store, report))!.Message.ShouldContain("it was altered");
    }

    static async Task<LineageFault?> FaultAsync(LineageStore store, VerifyReport report) =>
        (await TopologyCheck.AddAsync(report, "card-fraud", store.Topologies)).Faults.SingleOrDefault();
}
