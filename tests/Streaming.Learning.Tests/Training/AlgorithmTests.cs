using Streaming.Events.Time;
using Streaming.Explanations.Onnx;
using Streaming.Learning.Algorithms;
using Streaming.Learning.Data;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Training;

/// <summary>What holds for every algorithm.</summary>
public class AlgorithmTests
{
    public static TheoryData<Algorithm> Algorithms => new(Enum.GetValues<Algorithm>());

    public static TheoryData<Algorithm> WithStandIns => new(Enum.GetValues<Algorithm>().Where(a => a != Algorithm.LightGbm));

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_is_learnt_holds_for_later_rows(Algorithm algorithm)
    {
        var set = MadeUpRows.Set(1, 30_000);
        var split = TimeSplit.AtEnd(set, testShare: 0.3, gap: TimeSpan.FromHours(1));
        var trained = Trainer.Train(split.TrainRows(set), Few.Of(algorithm), later: split.TestRows(set));
        var report = Trainer.Evaluate(trained.Content, split.TestRows(set));
        report.RocAuc!.Value.ShouldBeGreaterThan(0.75);
        report.AveragePrecision!.Value.ShouldBeGreaterThan(2.0 * report.Positives / report.Rows);
        report.LogLoss!.Value.ShouldBeLessThan(0.3);
        trained.Importance["amount"].ShouldBeGreaterThan(trained.Importance["noise"]);
        trained.Importance.Values.Sum().ShouldBe(1, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void The_same_rows_options_and_seed_give_the_same_bytes(Algorithm algorithm)
    {
        var options = Few.Of(algorithm) with { PositiveWeight = 3, HalfLife = TimeSpan.FromDays(2) };
        if (algorithm is Algorithm.LightGbm or Algorithm.FastTree or Algorithm.FastForest)
            options = options with { RowShare = 0.8, FeatureShare = 0.7 };
        var set = MadeUpRows.Set(1, 10_000);
        var first = Trainer.Train(set, options).Content.Hash;
        Trainer.Train(MadeUpRows.Set(1, 10_000), options).Content.Hash.ShouldBe(first);
        Trainer.Train(MadeUpRows.Set(2, 10_000), options).Content.Hash.ShouldNotBe(first);
        Trainer.Train(set, options with { Seed = 2 }).Content.Hash.ShouldNotBe(first);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Balanced_classes_and_a_half_life_change_what_is_learnt(Algorithm algorithm)
    {
        var set = MadeUpRows.Set(1, 10_000);
        var plain = Trainer.Train(set, Few.Of(algorithm)).Content.Hash;
        var balanced = Trainer.Train(set, Few.Of(algorithm) with { PositiveWeight = null });
        balanced.Content.Hash.ShouldNotBe(plain);
        balanced.Options.ToParameters()["positive_weight"].ShouldBe("balanced");
        var aged = Trainer.Train(set, Few.Of(algorithm) with { HalfLife = TimeSpan.FromDays(1) });
        aged.Content.Hash.ShouldNotBe(plain);
        aged.Options.ToParameters()["half_life_days"].ShouldBe("1");
        balanced.Content.Hash.ShouldNotBe(aged.Content.Hash);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Old_rows_of_another_truth_are_forgotten_with_a_half_life(Algorithm algorithm)
    {
        // In the first half a high value means true, in the second, false.
        const int rows = 8_000;
        var random = new Random(1);
        var values = new float[rows];
        var labels = new bool[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = random.NextSingle();
            labels[row] = random.NextDouble() < 0.1 + 0.4 * (row < rows / 2 ? values[row] : 1 - values[row]);
        }

        var times = Enumerable.Range(0, rows).Select(row => Timestamp.Epoch + TimeSpan.FromMinutes(row)).ToArray();
        var set = new TrainingSet(["value"], values, labels, times);
        var options = Few.Of(algorithm);
        if (algorithm != Algorithm.Sdca)
            options = options with { MinRowsPerLeaf = 100 };
        Slope(options).ShouldBeInRange(-0.15, 0.15, "both halves weigh the same");
        Slope(options with { HalfLife = TimeSpan.FromMinutes(rows / 8) }).ShouldBeLessThan(-0.2);

        double Slope(TrainerOptions how)
        {
            var model = Trainer.Train(set, how).Model;
            return model.Probability([0.9f]) - model.Probability([0.1f]);
        }
    }

    [Theory]
    [MemberData(nameof(WithStandIns))]
    public void A_missing_value_counts_as_the_median_of_the_training_rows(Algorithm algorithm)
    {
        var set = MadeUpRows.Set(1, 10_000, missing: 0.3);
        var model = Trainer.Train(set, Few.Of(algorithm)).Model;
        for (var feature = 0; feature < set.FeatureNames.Count; feature++)
        {
            var known = Enumerable.Range(0, set.Count).Select(row => set.Row(row)[feature]).Where(float.IsFinite).Order().ToList();
            var (without, with) = (set.Row(5).ToArray(), set.Row(5).ToArray());
            (without[feature], with[feature]) = (float.NaN, known[(known.Count - 1) / 2]);
            model.Probability(without).ShouldBe(model.Probability(with));
        }
    }

    [Fact]
    public void LightGbm_learns_what_a_missing_value_means()
    {
        // The value says nothing; that it is missing says all.
        var random = new Random(1);
        var labels = Enumerable.Range(0, 5_000).Select(_ => random.NextDouble() < 0.2).ToArray();
        var values = labels.Select(label => label ? float.NaN : random.NextSingle()).ToArray();
        var model = Trainer
            .Train(new TrainingSet(["value"], values, labels, new Timestamp[labels.Length]), Few.Of(Algorithm.LightGbm))
            .Model;
        model.Probability([float.NaN]).ShouldBeGreaterThan(0.9);
        model.Probability([0.5f]).ShouldBeLessThan(0.1);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_feature_that_is_always_missing_or_always_the_same_does_no_harm(Algorithm algorithm)
    {
        var made = MadeUpRows.Set(1, 5_000);
        var features = new float[made.Count * 3];
        for (var row = 0; row < made.Count; row++)
        {
            features[3 * row] = float.NaN;
            features[3 * row + 1] = 7;
            features[3 * row + 2] = made.Row(row)[0];
        }

        var set = new TrainingSet(["missing", "same", "amount"], features, made.Labels, made.EventTimes);
        var trained = Trainer.Train(set, Few.Of(algorithm));
        trained.Importance["amount"].ShouldBeGreaterThan(0.9);
        Trainer.Evaluate(trained.Content, set).RocAuc!.Value.ShouldBeGreaterThan(0.65);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_an_algorithm_does_not_have_is_refused(Algorithm algorithm)
    {
        var own = GrowerTable.Of(algorithm).Settings.Select(s => s.Kind).ToList();
        foreach (var kind in SettingKinds.All.Except(own))
        {
            Should
                .Throw<LearningException>(() => Trainer.Train(MadeUpRows.Set(1, 100), kind.With(Few.Of(algorithm), kind.Most)))
                .Message.ShouldContain($"{AlgorithmNames.Of(algorithm)} has no {kind.Words}");
        }

        Trainer
            .Train(MadeUpRows.Set(1, 2_000), Few.Of(algorithm))
            .Options.ToParameters()
            .Keys.ShouldBe(["algorithm", .. own.Select(k => k.Name), "positive_weight", "seed"]);
    }

    [Theory]
    [InlineData(Algorithm.LightGbm)]
    [InlineData(Algorithm.FastTree)]
    [InlineData(Algorithm.FastForest)]
    [InlineData(Algorithm.Gam)]
    public void Trees_are_written_in_a_form_that_is_explained(Algorithm algorithm)
    {
        var set = MadeUpRows.Set(1, 2_000, missing: 0.1);
        var trained = Trainer.Train(set, Few.Of(algorithm) with { PositiveWeight = 3 });
        var ensemble = OnnxTrees.Read(trained.Content.Bytes.Span);
        for (var row = 0; row < set.Count; row++)
            ensemble.Margin(set.Row(row)).ShouldBe(trained.Model.Raw(set.Row(row)), 1e-9);
    }
}
