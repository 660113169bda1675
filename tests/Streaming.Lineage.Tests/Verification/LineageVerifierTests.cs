using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Verification;

/// <summary>Verifying means all of it: each part that is altered shows in the one report.</summary>
public sealed class LineageVerifierTests(DatabaseFixture database)
{
    const string Topology = "card-fraud";
    const string Text = "topology: card-fraud";

    [Theory]
    [InlineData("update {0}.mt_events set is_archived = true where stream_id = 'card-fraud/score/0'", FaultKind.Altered)]
    [InlineData("delete from {0}.batches where version = 2", FaultKind.IndexDiffers)]
    [InlineData("delete from {1}.mt_events where starts_with(stream_id, 'model-bytes/')", FaultKind.ModelLost)]
    [InlineData(
        "delete from {0}.mt_events where starts_with(stream_id, 'topology-history/'); delete from {0}.mt_streams where starts_with(id, "
            + "'topology-history/')",
        FaultKind.TopologyLost
    )]
    [InlineData(
        "update {1}.mt_events set data = jsonb_set(data, '{{Version}}', '7') where stream_id = 'model/card-fraud' and version = 2",
        FaultKind.HistoryDiffers
    )]
    [InlineData(
        "update {0}.mt_events set data = jsonb_set(data, '{{At}}', '\"1971-01-01T00:00:00+00:00\"') where starts_with(stream_id, "
            + "'topology-history/')",
        FaultKind.HistoryDiffers
    )]
    public async Task Whatever_is_altered_is_found(string tampering, FaultKind kind)
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        using var models = new ModelRegistry(database.ConnectionString, TimeProvider.System, Models(schema));
        await store.EnsureSchemaAsync();
        await models.EnsureSchemaAsync();
        await store.Topologies.RecordAsync(Topology, 1, Text, [], DateTimeOffset.UnixEpoch);
        var model = await models.RegisterAsync(Topology, SampleModels.Model(1), SampleModels.Description(0.5));
        await models.PromoteAsync(Topology, model.Version);
        await AppendAsync(
            store,
            Samples.Header() with
            {
                TopologyHash = TopologyLoader.HashOf(Text),
                ScoredBy = [new ModelInRole(ModelRole.Champion, "card-fraud", 4, model.Hash)],
            }
        );
        var verifier = new LineageVerifier(store, models);
        (await verifier.VerifyAsync(Topology)).Faults.ShouldBeEmpty();

        (
            await database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, tampering, schema, Models(schema)))
        ).ShouldBeGreaterThan(0);

        (await verifier.VerifyAsync(Topology)).Faults.ShouldContain(f => f.Kind == kind);
    }

    [Fact]
    public async Task A_history_shorter_than_was_signed_is_found()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        using var models = new ModelRegistry(database.ConnectionString, TimeProvider.System, Models(schema));
        await store.EnsureSchemaAsync();
        await models.EnsureSchemaAsync();
        await store.Topologies.RecordAsync(Topology, 1, Text, [], DateTimeOffset.UnixEpoch);
        var model = await models.RegisterAsync(Topology, SampleModels.Model(1), SampleModels.Description(0.5));
        await AppendAsync(
            store,
            Samples.Header() with
            {
                TopologyHash = TopologyLoader.HashOf(Text),
                ScoredBy = [new ModelInRole(ModelRole.Champion, "card-fraud", 4, model.Hash)],
            }
        );
        await models.PromoteAsync(Topology, model.Version);
        var verifier = new LineageVerifier(store, models);
        var checkpoint = await new CheckpointBuilder(store, TimeProvider.System)
        {
            Histories = await verifier.HistoriesAsync(Topology),
        }.BuildAsync(Topology);
        (await verifier.VerifyAsync(Topology, checkpoint)).Faults.ShouldBeEmpty();

        await database.ExecuteAsync(
            $"delete from {Models(schema)}.mt_events where stream_id = 'model/card-fraud' and version = 2; update "
                + $"{Models(schema)}.mt_streams set version = 1 where id = 'model/card-fraud'"
        );

        (await verifier.VerifyAsync(Topology)).Faults.ShouldBeEmpty();
        (await verifier.VerifyAsync(Topology, checkpoint)).Faults.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.HistoryDiffers);
    }

    /// <summary>The registry lies in a schema of its own.</summary>
    static string Models(string schema) => schema + "_models";

    static async Task AppendAsync(LineageStore store, BatchHeader header)
    {
        var tail = LineageTail.Start(Samples.Stream);
        for (var batch = 0; batch < 3; batch++)
        {
            var next = PreparedBatch.Create(tail, header, [new LineageTable(TableNames.Rows, Samples.Rows(2 * batch, 2))]);
            (await store.AppendAsync([next])).AllAppended.ShouldBeTrue();
            tail = next.Tail;
        }
    }
}
