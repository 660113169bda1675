using Streaming.Events.Time;
using Streaming.Inference.Models;
using Streaming.Learning.Data;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Training;

public class TrainerTests
{
    static readonly TrainerOptions Options = new() { Trees = 30 };

    [Fact]
    public void The_same_rows_and_options_give_the_same_bytes()
    {
        var first = Trainer.Train(MadeUpRows.Set(1, 10_000), Options);
        var second = Trainer.Train(MadeUpRows.Set(1, 10_000), Options);
        second.Content.Hash.ShouldBe(first.Content.Hash);
        Trainer.Train(MadeUpRows.Set(2, 10_000), Options).Content.Hash.ShouldNotBe(first.Content.Hash);
        Trainer.Train(MadeUpRows.Set(1, 10_000), Options with { LearningRate = 0.2 }).Content.Hash.ShouldNotBe(first.Content.Hash);
    }

    [Fact]
    public void What_is_learnt_holds_for_later_rows()
    {
        var set = MadeUpRows.Set(1, 30_000);
        var split = TimeSplit.AtEnd(set, testShare: 0.3, gap: TimeSpan.FromHours(1));
        var trained = Trainer.Train(split.TrainRows(set), Options);
        var report = Trainer.Evaluate(trained.Content, split.TestRows(set));
        report.RocAuc!.Value.ShouldBeGreaterThan(0.75);
        report.AveragePrecision!.Value.ShouldBeGreaterThan(2.0 * report.Positives / report.Rows);
        report
            .ToMetrics()
            .Keys.ShouldBe([
                "rows",
                "positives",
                "roc_auc",
                "average_precision",
                "log_loss",
                "calibration_error",
                "precision_at_100",
                "group_precision_at_100",
                "precision",
                "recall",
            ]);
        trained.Importance["amount"].ShouldBeGreaterThan(trained.Importance["noise"]);
        trained.Importance.Values.Sum().ShouldBe(1, 1e-9);
    }

    [Fact]
    public void A_model_is_only_judged_on_rows_with_its_own_features()
    {
        var set = MadeUpRows.Set(1, 2_000);
        var trained = Trainer.Train(set, Options);
        var renamed = new TrainingSet(["other", .. set.FeatureNames.Skip(1)], set.Features, set.Labels, set.EventTimes);
        Should.Throw<ModelException>(() => Trainer.Evaluate(trained.Content, renamed)).Message.ShouldContain("amount");
    }

    [Fact]
    public void Too_few_rows_of_a_class_are_refused_with_their_numbers()
    {
        var set = MadeUpRows.Set(1, 2_000);
        var negatives = set.Where(row => !set.Labels[row]);
        Should
            .Throw<LearningException>(() => Trainer.Train(negatives, Options))
            .Message.ShouldContain($"Of {negatives.Count} labelled rows 0 are positive");
        Should.Throw<LearningException>(() => Trainer.Train(set.Where(_ => false), Options));
    }

    [Fact]
    public void All_options_out_of_range_are_named_at_once()
    {
        var error = Should.Throw<LearningException>(() =>
            Trainer.Train(
                MadeUpRows.Set(1, 100),
                new TrainerOptions
                {
                    Trees = 0,
                    Leaves = 1,
                    LearningRate = 2,
                }
            )
        );
        error.Message.ShouldContain("trees");
        error.Message.ShouldContain("leaves");
        error.Message.ShouldContain("learning rate");
    }

    [Theory]
    [MemberData(nameof(AlgorithmTests.Algorithms), MemberType = typeof(AlgorithmTests))]
    public void Rows_that_nothing_can_be_learnt_from_still_give_a_model(Algorithm algorithm)
    {
        // One constant feature: no tree worth the name grows.
        var labels = Enumerable.Range(0, 1000).Select(i => i % 4 == 0).ToArray();
        var set = new TrainingSet(["constant"], new float[1000], labels, new Timestamp[1000]);
        var trained = Trainer.Train(set, Few.Of(algorithm));
        var report = Trainer.Evaluate(trained.Content, set);
        report.RocAuc.ShouldBe(0.5);
        trained.Model.Probability([0f]).ShouldBe(0.25, 0.01);
    }

    [Fact]
    public void Progress_tells_what_begins()
    {
        var said = new List<string>();
        Trainer.Train(MadeUpRows.Set(1, 2_000), Options, new Recorder(said));
        said.ShouldBe(["growing 30 trees from 2000 rows", "writing ONNX"]);
    }

    sealed class Recorder(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }
}
