using Streaming.Inference.Models;
using Streaming.Learning.Training;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Training;

public sealed class TopologyTrainerTests(DatabaseFixture database)
{
    [Fact]
    public async Task A_model_is_trained_from_lineage_judged_on_later_rows_and_registered()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var orders = Orders(10 * 1440);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)));

        var trainer = new TopologyTrainer(store, registry);
        var outcome = await trainer.TrainAsync(Plan, new TopologyTrainingOptions { TestShare = 0.25 });
        outcome.Report.RocAuc!.Value.ShouldBeGreaterThan(0.7);

        var model = (await registry.FindAsync("shop", 1)).ShouldNotBeNull();
        model.InUse.ShouldBeFalse();
        model.Description.Features.ShouldBe(["AMOUNT", "BIG"]);
        model.Description.Metrics["roc_auc"].ShouldBe(outcome.Report.RocAuc.Value);
        model.Description.Parameters["algorithm"].ShouldBe("lightgbm");
        var origin = model.Description.Origin.ShouldNotBeNull();
        (origin.TrainRows + origin.TestRows).ShouldBeLessThan(orders.Length - 2 * 1440 + 2, "the rows of the gap are in neither");
        (origin.TestFrom - origin.TrainTo).ShouldBe(TimeSpan.FromDays(2), "the topology's label delay");

        // What the registry hands out scores the topology's features.
        var content = await registry.LoadAsync(model.Hash, CancellationToken.None);
        Trainer.Evaluate(content, outcome.Split.TestRows(outcome.Recorded.Set)).ShouldBe(outcome.Report);

        (await trainer.TrainAsync(Plan, new TopologyTrainingOptions { TestShare = 0.25 })).Model.Version.ShouldBe(
            1,
            "the same lineage gives the same bytes"
        );
        await registry.PromoteAsync("shop", 1);
        (await registry.ServingAsync("shop", CancellationToken.None)).Champion.ShouldBe(new ModelVersion("shop", 1, model.Hash));
    }

    [Fact]
    public async Task A_topology_that_names_no_model_is_refused()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        var plan = Plan with { Topology = Plan.Topology with { Score = Plan.Topology.Score with { Model = null } } };
        (
            await Should.ThrowAsync<LearningException>(() =>
                new TopologyTrainer(store, registry).TrainAsync(plan, new TopologyTrainingOptions())
            )
        ).Message.ShouldContain("score.model");
    }
}
