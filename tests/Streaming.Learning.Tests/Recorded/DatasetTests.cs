using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.Training;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models;
using Streaming.Models.Datasets;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Recorded;

/// <summary>What a model was trained on can be made again from lineage, by an id that is a hash over it.</summary>
public sealed class DatasetTests(DatabaseFixture database)
{
    static readonly TimeRange AllTime = new(Timestamp.Beginning, Timestamp.End);

    [Fact]
    public async Task The_same_dataset_parameters_and_seed_give_the_same_artefact_whatever_was_recorded_since()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var orders = Orders(12 * 1440);
        await RecordAsync(store, 0, orders.Take(10 * 1440));
        var trainer = new TopologyTrainer(store, registry);
        var options = new TopologyTrainingOptions
        {
            TestShare = 0.25,
            Trainer = new TrainerOptions { Trees = 10, Seed = 7 },
        };
        var first = await trainer.TrainAsync(Plan, options);

        // More rows and labels in the same partition, another partition, and other words for labels that were known.
        await RecordAsync(store, 0, orders.Skip(10 * 1440));
        await RecordAsync(store, 1, Orders(200).Select(o => o with { Id = $"other {o.Id}" }));
        await RecordLabelsAsync(store, 0, orders.Take(500).Select(o => (o, !o.Bad, o.At + 3 * Day)));

        var known = (await registry.DatasetsAsync(CancellationToken.None)).ShouldHaveSingleItem();
        known.Id.ShouldBe(first.Recorded.Dataset);
        var elsewhere = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await elsewhere.EnsureSchemaAsync();
        var again = await new TopologyTrainer(store, elsewhere).TrainAsync(Plan, options with { Dataset = known });

        again.Recorded.Dataset.ShouldBe(first.Recorded.Dataset);
        again.Recorded.Set.Features.ShouldBe(first.Recorded.Set.Features);
        again.Recorded.Set.Labels.ShouldBe(first.Recorded.Set.Labels);
        again.Model.Hash.ShouldBe(first.Model.Hash);
        again.Model.Description.Training.ShouldBe(first.Model.Description.Training);
        elsewhere.Dispose();

        var other = await trainer.TrainAsync(Plan, options);
        other.Recorded.Dataset.ShouldNotBe(first.Recorded.Dataset);
        other.Model.Hash.ShouldNotBe(first.Model.Hash);
        (await registry.DatasetsAsync(CancellationToken.None)).Select(d => d.Id).ShouldBe([other.Recorded.Dataset, first.Recorded.Dataset]);
    }

    [Fact]
    public async Task An_id_is_of_what_was_read_and_of_what_was_wanted()
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, 0, Orders(2000));
        var reader = new TrainingSetReader(store);
        var all = await reader.ReadAsync(Plan, AllTime);

        all.Dataset.Length.ShouldBe(64);
        (await reader.ReadAsync(Plan, AllTime)).Dataset.ShouldBe(all.Dataset);
        (await reader.ReadAsync(Plan, new TimeRange(new Timestamp(-1), Timestamp.End))).Dataset.ShouldNotBe(all.Dataset);
        (await reader.ReadAsync(PlanOf(Plan.Topology.Features.Count - 1), AllTime)).Dataset.ShouldNotBe(all.Dataset);
    }

    [Fact]
    public async Task Lineage_that_is_not_as_it_was_gives_no_dataset()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        await RecordAsync(store, 0, Orders(2000));
        var reader = new TrainingSetReader(store);
        var first = await reader.ReadAsync(Plan, AllTime);
        var known = Known(first);
        (await reader.ReadAgainAsync(Plan, known)).Set.Features.ShouldBe(first.Set.Features);

        var cut = known with { Ranges = [.. known.Ranges.Take(1), known.Ranges[1] with { LastVersion = known.Ranges[1].LastVersion - 1 }] };
        var refused = await Should.ThrowAsync<LearningException>(() => reader.ReadAgainAsync(Plan, cut));
        refused.Message.ShouldContain("cannot be made again");
        $"{refused.Cure}".ShouldBe("verify shop");
        (await Should.ThrowAsync<LearningException>(() => reader.ReadAgainAsync(PlanOf(1), known))).Message.ShouldContain("AMOUNT, BIG");
    }

    static KnownDataset Known(RecordedSet set) =>
        new()
        {
            Id = set.Dataset,
            Topology = "shop",
            Features = set.Set.FeatureNames,
            Ranges = set.Ranges,
            Since = DateTimeOffset.UnixEpoch,
            Versions = [],
            TopologyHash = "",
        };

    static Streaming.Topology.Plan.PipelinePlan PlanOf(int features) =>
        Plan with
        {
            Topology = Plan.Topology with { Features = [.. Plan.Topology.Features.Take(features)] },
        };

    static async Task RecordAsync(LineageStore store, int partition, IEnumerable<Order> orders)
    {
        var all = orders.ToList();
        await RecordOrdersAsync(store, partition, all);
        await RecordLabelsAsync(store, partition, all.Select(o => (o, o.Bad, o.At + 2 * Day)));
    }
}
