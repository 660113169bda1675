using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Recorded;
using Streaming.Learning.Tests.Recorded;
using Streaming.Learning.Training;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>Weights by which group and label are independent.</summary>
public sealed class ReweighingTests(DatabaseFixture database)
{
    /// <summary>The example of Kamiran and Calders 2012, tenfold: of five women two are hired, of five men four.</summary>
    [Fact]
    public void Weights_are_those_of_the_papers_example()
    {
        var set = Set([(0, true, 20), (0, false, 30), (1, true, 40), (1, false, 10)]);

        var weights = RowWeights.Of(set, new TrainerOptions { Reweigh = "sex" })!;

        weights[0].ShouldBe(1.5f, 1e-6);
        weights[20].ShouldBe(2 / 3f, 1e-6);
        weights[50].ShouldBe(0.75f, 1e-6);
        weights[99].ShouldBe(2f, 1e-6);
    }

    /// <summary>Whatever else rows weigh by, class and age: P(group, label) = P(group) P(label), and each label weighs in all what it
    /// did.</summary>
    [Fact]
    public void With_the_weights_group_and_label_are_independent() =>
        Gen.Select(Gen.Int[10, 60].Array[6], Gen.Double[0.2, 8], Gen.Bool, Gen.Int[0, 20])
            .Sample(
                (cells, positive, ages, ungrouped) =>
                {
                    var set = Set([.. cells.Select((rows, i) => (i / 2, i % 2 == 0, rows)), (-1, true, ungrouped), (-1, false, ungrouped)]);
                    var options = new TrainerOptions { PositiveWeight = positive, HalfLife = ages ? TimeSpan.FromMinutes(70) : null };
                    var before = RowWeights.Of(set, options) ?? [.. Enumerable.Repeat(1f, set.Count)];
                    var after = RowWeights.Of(set, options with { Reweigh = "sex" })!;

                    var all = Sum(after, row => set.Protected!.Of[row] >= 0);
                    for (var group = 0; group < 3; group++)
                    {
                        var of = Sum(after, row => set.Protected!.Of[row] == group) / all;
                        foreach (var label in new[] { true, false })
                        {
                            var by = Sum(after, row => set.Protected!.Of[row] >= 0 && set.Labels[row] == label) / all;
                            var both = Sum(after, row => set.Protected!.Of[row] == group && set.Labels[row] == label) / all;
                            both.ShouldBe(of * by, 1e-5);
                        }
                    }

                    // But for what all are multiplied by.
                    (Sum(after, row => set.Labels[row]) / Sum(after, _ => true)).ShouldBe(
                        Sum(before, row => set.Labels[row]) / Sum(before, _ => true),
                        1e-5
                    );
                    after.Max().ShouldBeGreaterThanOrEqualTo(1 - 1e-6f);
                }
            );

    [Fact]
    public void A_group_with_hardly_a_row_of_one_label_is_refused()
    {
        var set = Set([(0, true, 9), (0, false, 500), (1, true, 40), (1, false, 40)]);

        Should
            .Throw<LearningException>(() => RowWeights.Of(set, new TrainerOptions { Reweigh = "sex" }))
            .Message.ShouldContain("By sex, the group 'a' has 9 positive and 500 negative rows");
    }

    [Fact]
    public void It_is_kept_with_the_versions_parameters()
    {
        new TrainerOptions { Reweigh = "sex" }
            .ToParameters()["reweigh"]
            .ShouldBe("sex");
        new TrainerOptions().ToParameters().ShouldNotContainKey("reweigh");
    }

    [Fact]
    public async Task Rows_are_read_with_their_groups_however_they_lie_in_partitions()
    {
        var plan = Lender.Plan("sex: SEX");
        var loans = Lender.Loans(1000, seed: 4);
        var found = new List<ProtectedGroups>();
        foreach (var partitions in new[] { 1, 3 })
        {
            await using var store = await database.NewStoreAsync();
            await Lender.RecordAsync(store, plan, loans, partitions);
            var reader = new TrainingSetReader(store) { Attribute = ProtectedAttributes.Find(plan.Topology, "sex") };
            found.Add((await reader.ReadAsync(plan, RecordedHistory.AllTime)).Set.Protected!);
        }

        var labelled = loans.Where(l => l.Defaulted is not null).ToList();
        found[0].Names.ShouldBe(["f", "m"]);
        found[0]
            .Of.ShouldBe(
                labelled.Select(l =>
                    l.Sex is null ? -1
                    : l.Sex == "f" ? 0
                    : 1
                )
            );
        found[1].Of.ShouldBe(found[0].Of);
    }

    [Fact]
    public void An_attribute_that_is_not_declared_is_refused()
    {
        var topology = Lender.Plan("sex: SEX").Topology;

        Should
            .Throw<LearningException>(() => ProtectedAttributes.Find(topology, "age"))
            .Message.ShouldContain("declares no attribute age, only sex");
        Should
            .Throw<LearningException>(() => ProtectedAttributes.Find(topology with { Fairness = null }, "age"))
            .Message.ShouldContain("declare it under `fairness.groups`");
        ProtectedAttributes.Find(topology, null).ShouldBeNull();
    }

    static TrainingSet Set(IReadOnlyList<(int Group, bool Label, int Rows)> cells)
    {
        var rows = cells.SelectMany(cell => Enumerable.Repeat((cell.Group, cell.Label), cell.Rows)).ToList();
        return new TrainingSet(
            ["x"],
            new float[rows.Count],
            [.. rows.Select(r => r.Label)],
            // Mixed, so that no group is older than another.
            [.. rows.Select((_, i) => new Timestamp(i * 7919 % 500 * RecordedHistory.Minute))],
            null,
            new ProtectedGroups("sex", ["a", "b", "c"], [.. rows.Select(r => r.Group)])
        );
    }

    static double Sum(float[] weights, Func<int, bool> which) => weights.Where((_, row) => which(row)).Sum(w => (double)w);
}
