using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Operations;
using Streaming.Application.ShowDrift;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Learning.Training;
using Streaming.Lineage.Store;
using Streaming.Models;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Application.Tests.Datasets;

/// <summary>How far what is recorded now lies from what the champion was trained on.</summary>
public sealed class ReferenceDriftTests(DatabaseFixture database)
{
    [Fact]
    public async Task Rows_like_those_in_training_are_near_and_others_are_far()
    {
        using var folder = new TemporaryFolder();
        var topology = folder.Write("shop.yaml", Text);
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        await using var store = new LineageStore(postgres);
        await store.EnsureSchemaAsync();
        using var registry = new ModelRegistry(postgres, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        var orders = Orders(10 * 1440);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)));
        (await ShownAsync(host, topology)).ShouldBeNull("there is no champion");
        var options = new TopologyTrainingOptions
        {
            TestShare = 0.25,
            Trainer = new TrainerOptions { Trees = 5 },
        };
        var trained = await new TopologyTrainer(store, registry).TrainAsync(Plan, options);
        await registry.PromoteAsync("shop", 1);

        var near = (await ShownAsync(host, topology)).ShouldNotBeNull();
        (near.Model, near.Version, near.TrainedOn).ShouldBe(("shop", 1, trained.Model.Description.Origin!.TrainRows));
        // Nobody has scored with it yet.
        near.Columns.Select(c => c.Column).ShouldBe(["AMOUNT", "BIG"]);
        near.Columns.ShouldAllBe(c => c.Stability < 0.05 && c.KolmogorovSmirnov < 0.1);

        await RecordOrdersAsync(store, 0, orders.Take(4000).Select(o => o with { Id = $"dear {o.Id}", Amount = o.Amount + 300 }));
        var far = (await ShownAsync(host, topology)).ShouldNotBeNull();
        far.Columns.ShouldAllBe(c => c.Stability > 0.25 && c.KolmogorovSmirnov > 0.3);
        far.Rows.ShouldBeLessThan(4000, "only the last batches are read");
    }

    static async Task<ShownReference?> ShownAsync(ServiceProvider host, string topology) =>
        (
            await host.GetRequiredService<OperationRunner>()
                .RunAsync(
                    new ShowDriftOperation(),
                    new ShowDriftRequest(topology),
                    new Caller(new Principal("ada", new HashSet<Role> { Role.Viewer }), null)
                )
        ).Reference;
}
