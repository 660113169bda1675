using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Recorded;

public sealed class TrainingSetReaderTests(DatabaseFixture database)
{
    [Fact]
    public async Task Rows_have_the_features_recorded_for_them_and_the_label_of_their_event()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(2000);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Take(1500).Select(o => (o, o.Bad, o.At + 2 * Day)));

        var recorded = await new TrainingSetReader(store).ReadAsync(Plan, AllTime);
        var set = recorded.Set;
        set.Count.ShouldBe(1500);
        set.FeatureNames.ShouldBe(["AMOUNT", "BIG"]);
        set.EventTimes.ShouldBe(orders.Take(1500).Select(o => new Timestamp(o.At)));
        set.Labels.ShouldBe(orders.Take(1500).Select(o => o.Bad));
        set.Features.ShouldBe(orders.Take(1500).SelectMany(o => new[] { (float)o.Amount, o.Amount > 100 ? 1 : 0 }));
        set.Groups!.Zip(orders).Select(p => (p.First, p.Second.Shop)).Distinct().Count().ShouldBe(50, "one number a shop");
        recorded.Unlabelled.ShouldBe(500);
        recorded.Ranges.ShouldBe([
            new LineageRange("shop/labels/0", 1, 2) { Table = "labels" },
            new LineageRange($"shop/{Plan.Final.Name}/0", 1, 3) { Table = "rows" },
        ]);
    }

    [Fact]
    public async Task The_set_is_the_same_however_rows_lie_in_partitions()
    {
        var orders = Orders(1000);
        var sets = new List<TrainingSet>();
        foreach (var partitions in new[] { 1, 3 })
        {
            await using var store = await database.NewStoreAsync();
            for (var p = 0; p < partitions; p++)
            {
                await RecordOrdersAsync(store, p, orders.Where(o => o.Shop % partitions == p));
                await RecordLabelsAsync(store, p, orders.Where(o => o.At / Minute % partitions == p).Select(o => (o, o.Bad, o.At + Day)));
            }

            sets.Add((await new TrainingSetReader(store).ReadAsync(Plan, AllTime)).Set);
        }

        sets[1].Features.ShouldBe(sets[0].Features);
        sets[1].Labels.ShouldBe(sets[0].Labels);
        sets[1].EventTimes.ShouldBe(sets[0].EventTimes);
        sets[1].Groups.ShouldBe(sets[0].Groups);
    }

    [Fact]
    public async Task Of_several_labels_the_one_known_last_counts()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(3);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, [(orders[0], true, 5 * Day), (orders[1], true, 5 * Day)]);
        await RecordLabelsAsync(store, 1, [(orders[0], false, 9 * Day), (orders[1], false, 3 * Day)]);
        (await new TrainingSetReader(store).ReadAsync(Plan, AllTime)).Set.Labels.ShouldBe([false, true]);
    }

    [Fact]
    public async Task Only_rows_of_the_period_are_taken()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(2000);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + Day)));
        var recorded = await new TrainingSetReader(store).ReadAsync(
            Plan,
            new TimeRange(new Timestamp(1000 * Minute), new Timestamp(1100 * Minute))
        );
        recorded.Set.EventTimes.ShouldBe(Enumerable.Range(1000, 100).Select(i => new Timestamp(i * Minute)));
        recorded.Ranges[^1].FirstVersion.ShouldBe(2, "the first batch ends before the period");
    }

    [Fact]
    public async Task Rows_recorded_before_a_feature_was_declared_are_left_out_and_counted()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(20);
        await RecordOrdersAsync(store, 0, orders.Take(5), features: ["AMOUNT"]);
        await RecordOrdersAsync(store, 0, orders.Skip(5));
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + Day)));
        var recorded = await new TrainingSetReader(store).ReadAsync(Plan, AllTime);
        (recorded.Set.Count, recorded.OtherFeatures).ShouldBe((15, 5));
    }

    [Fact]
    public async Task Labels_recorded_before_their_target_was_declared_are_left_out()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(20);
        var labels = Plan.Topology.Labels!;
        var before = labels with
        {
            Target = "LOST",
            Fields = [.. labels.Fields.Select(f => f.Name == labels.Target ? f with { Name = "LOST" } : f)],
        };
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Take(15).Select(o => (o, !o.Bad, o.At + Day)), before);
        await RecordLabelsAsync(store, 0, orders.Skip(10).Select(o => (o, o.Bad, o.At + Day)));
        var recorded = await new TrainingSetReader(store).ReadAsync(Plan, AllTime);
        recorded.Set.Labels.ShouldBe(orders.Skip(10).Select(o => o.Bad));
        recorded.Unlabelled.ShouldBe(10);
    }

    [Fact]
    public async Task Nothing_recorded_and_no_labels_declared_are_said_with_the_cure()
    {
        await using var store = await database.NewStoreAsync();
        var reader = new TrainingSetReader(store);
        $"{(await Should.ThrowAsync<LearningException>(() => reader.ReadAsync(Plan, AllTime))).Cure}".ShouldBe("run shop");
        var unlabelled = Plan with { Topology = Plan.Topology with { Labels = null } };
        (await Should.ThrowAsync<LearningException>(() => reader.ReadAsync(unlabelled, AllTime))).Message.ShouldContain("'labels'");
    }
}
