using Streaming.Events.Time;
using Streaming.Explanations.Trees;
using Streaming.Inference.Models;
using Streaming.Learning.Search;
using Streaming.Learning.Training;
using Streaming.Lineage.Tests.Setup;
using Streaming.Models;
using Streaming.Topology.Model;
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
        var sure = model.Description.Intervals.ShouldNotBeNull()["roc_auc"];
        outcome.Report.RocAuc.Value.ShouldBeInRange(sure.Low, sure.High);
        (sure.High - sure.Low).ShouldBeInRange(0.005, 0.1);
        model.Description.Parameters["algorithm"].ShouldBe("lightgbm");
        var origin = model.Description.Origin.ShouldNotBeNull();
        (origin.TrainRows + origin.TestRows).ShouldBeLessThan(orders.Length - 2 * 1440 + 2, "the rows of the gap are in neither");
        (origin.TestFrom - origin.TrainTo).ShouldBe(TimeSpan.FromDays(2), "the topology's label delay");

        var training = model.Description.Training.ShouldNotBeNull();
        training.Parent.ShouldBeNull();
        training.CodeVersion.ShouldStartWith("0.");
        var reference = (await registry.ReferenceAsync(model, CancellationToken.None)).ShouldNotBeNull();
        reference.Rows.ShouldBe(origin.TrainRows);
        reference.Features.Select(f => f.Name).ShouldBe(model.Description.Features);
        reference.Features.Append(reference.Score).ShouldAllBe(f => f.Counts.Sum() == origin.TrainRows);
        var covers = TreeCovers.FromBytes((await registry.LoadAsync(training.Covers!, CancellationToken.None)).Bytes.Span);
        covers.Count.ShouldBe(100);
        covers.ShouldAllBe(tree => tree.Leaves.Sum() == origin.TrainRows);

        var version = new ModelVersion(model.Name, model.Version, model.Hash);
        var held = (await registry.HeldOutAsync(version, CancellationToken.None)).ShouldNotBeNull();
        (held.Positives, held.Positives + held.Negatives).ShouldBe(((int)origin.TestPositives, (int)origin.TestRows));

        var isolation = (await registry.IsolationAsync(version, CancellationToken.None)).ShouldNotBeNull();
        (isolation.HeldOut, isolation.Forest.Features).ShouldBe(((int)origin.TestRows, model.Description.Features.Count));

        var robustness = (await registry.RobustnessAsync(model, CancellationToken.None)).ShouldNotBeNull();
        (robustness.Rows, robustness.Positives).ShouldBe(((int)origin.TestRows, (int)origin.TestPositives));
        robustness.RocAuc!.Value.ShouldBe(outcome.Report.RocAuc.Value, 1e-12);
        robustness.Probes.Where(p => p.Feature == "AMOUNT").ShouldAllBe(p => p.MeanShift > 0);
        robustness.Probes.ShouldAllBe(p => p.Flipped!.Rows == 0, "the topology accepts everything");

        // What the registry hands out scores the topology's features.
        var content = await registry.LoadAsync(model.Hash, CancellationToken.None);
        Trainer.Evaluate(content, outcome.Split.TestRows(outcome.Recorded.Set)).ShouldBe(outcome.Report);

        (await trainer.TrainAsync(Plan, new TopologyTrainingOptions { TestShare = 0.25 })).Model.Version.ShouldBe(
            1,
            "the same lineage gives the same bytes"
        );
        await registry.PromoteAsync("shop", 1);
        (await registry.ServingAsync("shop", CancellationToken.None)).Champion.ShouldBe(new ModelVersion("shop", 1, model.Hash));
        var second = await trainer.TrainAsync(
            Plan,
            new TopologyTrainingOptions
            {
                TestShare = 0.25,
                Trainer = new TrainerOptions { Trees = 5 },
            }
        );
        (second.Model.Version, second.Model.Description.Training!.Parent).ShouldBe((2, 1));
    }

    /// <summary>Fails where a job whose process dies after it has registered a version leaves it to nobody, and adds another one.</summary>
    [Fact]
    public async Task A_job_that_is_begun_anew_on_more_rows_has_the_version_that_it_had()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var trainer = new TopologyTrainer(store, registry);
        var orders = Orders(9000);
        await RecordAsync(orders[..6000]);
        var first = (await TrainAsync("7/1")).Model;

        await RecordAsync(orders[6000..]);
        var again = (await TrainAsync("7/1")).Model;
        var other = (await TrainAsync("7/2")).Model;

        (again.Version, again.Hash).ShouldBe((first.Version, first.Hash));
        again.Description.Origin!.TrainRows.ShouldBe(first.Description.Origin!.TrainRows);
        (first.Version, other.Version).ShouldBe((1, 2));
        (await registry.ListAsync()).Count.ShouldBe(2);

        Task<TrainingOutcome> TrainAsync(string job) =>
            trainer.TrainAsync(
                Plan,
                new TopologyTrainingOptions
                {
                    Trainer = new TrainerOptions { Trees = 5 },
                    Job = job,
                }
            );

        async Task RecordAsync(Order[] some)
        {
            await RecordOrdersAsync(store, 0, some);
            await RecordLabelsAsync(store, 0, some.Select(o => (o, o.Bad, o.At + Day)));
        }
    }

    /// <summary>
    /// Amounts are numbers of campaigns that last a day, and whole campaigns are bad or good. Who learns from rows whose labels nobody
    /// knew yet finds
    /// the campaigns of the test period in them, and looks clever.
    /// </summary>
    [Fact]
    public async Task What_leaks_from_rows_whose_labels_are_not_known_yet_is_kept_out_by_the_label_delay()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var random = new Random(1);
        var bad = Enumerable.Range(0, 200).Select(_ => random.NextDouble() < 0.3).ToArray();
        var orders = Orders(14 * 1440)
            .Select(order =>
            {
                // Eight campaigns at a time, a new one every three hours, in an order that says nothing.
                var campaign = (int)(order.At / (180 * Minute)) + random.Next(8);
                return order with { Amount = campaign * 37 % 200, Bad = bad[campaign] };
            })
            .ToArray();
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)));

        var trainer = new TopologyTrainer(store, registry);
        var options = new TopologyTrainingOptions { TestShare = 0.05 };
        var outcome = await trainer.TrainAsync(Plan, options);
        outcome.Report.RocAuc!.Value.ShouldBeLessThan(0.65, "nothing is known of the campaigns of the test period");
        (await trainer.TrainAsync(Plan, options with { Gap = TimeSpan.Zero })).Report.RocAuc!.Value.ShouldBeGreaterThan(
            0.78,
            "without the gap the leak would be believed"
        );
    }

    [Fact]
    public async Task Settings_are_searched_over_the_training_period_and_kept_with_the_version()
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var orders = Orders(14 * 1440);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)));

        var options = new TopologyTrainingOptions
        {
            Trainer = new TrainerOptions { Trees = 10, Bins = 63 },
            Search = new SearchOptions { Trials = 5, Folds = 2 },
        };
        var trainer = new TopologyTrainer(store, registry);
        var outcome = await trainer.TrainAsync(Plan, options);
        var search = outcome.Search.ShouldNotBeNull();
        search.Trials.Count.ShouldBe(5);
        foreach (var (name, value) in search.Trials[search.Best - 1].Settings)
            outcome.Model.Description.Parameters[name].ShouldBe(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (await trainer.TrainAsync(Plan, options)).Model.Hash.ShouldBe(outcome.Model.Hash);

        // Labels of the test period turned round: nothing that is chosen changes, for nobody looked.
        var turned = orders.Select(o => (o, outcome.Split.Test.Contains(new Timestamp(o.At)) ? !o.Bad : o.Bad, o.At + 3 * Day));
        await RecordLabelsAsync(store, 1, turned);
        (await trainer.TrainAsync(Plan, options)).Model.Hash.ShouldBe(outcome.Model.Hash);
    }

    [Theory]
    [InlineData(Algorithm.LightGbm, CalibrationMethod.Isotonic)]
    [InlineData(Algorithm.Sdca, CalibrationMethod.Platt)]
    public async Task A_calibrated_version_keeps_the_error_that_there_was_before(Algorithm algorithm, CalibrationMethod method)
    {
        await using var store = await database.NewStoreAsync();
        using var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, database.NewSchema());
        await registry.EnsureSchemaAsync();
        var orders = Orders(14 * 1440);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)));

        var options = new TopologyTrainingOptions { Trainer = Few.Of(algorithm) with { Calibration = method } };
        var outcome = await new TopologyTrainer(store, registry).TrainAsync(Plan, options);
        var description = (await registry.FindAsync("shop", 1)).ShouldNotBeNull().Description;
        description.Metrics["calibration_error"].ShouldBe(outcome.Report.CalibrationError!.Value);
        description.Metrics["calibration_error"].ShouldBeLessThan(0.06);
        description.Metrics["calibration_error_before"].ShouldBeInRange(0.001, 0.2);
        description.Parameters.ShouldContainKey("calibration");
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
