using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Recorded;

/// <summary>Which of several labels counts is what the topology declares, in whatever order they came.</summary>
public sealed class LabelRuleTests(DatabaseFixture database)
{
    static readonly LabelsModel Declared = Plan.Topology.Labels!;

    /// <summary>Up to six labels of one event, known at different times.</summary>
    static readonly Gen<GivenLabel[]> Labels =
        from kinds in Gen.Int[0, 2].Array[0, 6]
        from times in Gen.Int[1, 50].HashSet[6]
        select (GivenLabel[])[.. kinds.Zip(times, (kind, time) => Label(time, (LabelKind)kind))];

    public static TheoryData<LabelConflicts> Rules => [.. Enum.GetValues<LabelConflicts>()];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_order_in_which_labels_came_changes_nothing(LabelConflicts conflicts) =>
        (from labels in Labels from seed in Gen.Int select (labels, seed)).Sample(t =>
        {
            var rule = new LabelRule(Declared with { Conflicts = conflicts });
            var shuffled = t.labels.ToArray();
            new Random(t.seed).Shuffle(shuffled);
            rule.Resolve(shuffled).ShouldBe(rule.Resolve(t.labels));
        });

    /// <summary>Against the rule in other words: what is left after the last withdrawal, sorted by time.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void The_rule_is_what_its_name_says(LabelConflicts conflicts) =>
        Labels.Sample(labels =>
        {
            var joined = new LabelRule(Declared with { Conflicts = conflicts }).Resolve(labels);
            var left = labels.OrderBy(l => l.Known).Reverse().TakeWhile(l => l.Kind != LabelKind.Withdrawal).Reverse().ToList();
            if (left.Count == 0)
            {
                joined.State.ShouldBe(labels.Length == 0 ? LabelState.None : LabelState.Withdrawn);
                return;
            }

            var expected = conflicts switch
            {
                LabelConflicts.First => left[0],
                LabelConflicts.AnyPositive when left.Exists(l => l.IsPositive) => left.Find(l => l.IsPositive),
                _ => left[^1],
            };
            var contradicted = left.Select(l => l.Kind).Distinct().Count() == 2;
            joined.Label.ShouldBe(expected);
            (joined.Labels, joined.Contradicted).ShouldBe((left.Count, contradicted));
            joined.State.ShouldBe(contradicted && conflicts == LabelConflicts.Reject ? LabelState.Contradicting : LabelState.Known);
        });

    [Fact]
    public async Task A_training_set_has_the_labels_that_the_topology_lets_count_and_tells_of_the_others()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(10);
        await RecordOrdersAsync(store, 0, orders);
        var unknown = orders[0] with { Id = "nobody" };
        var given = new (Order Order, bool Bad, long Known)[]
        {
            (orders[0], true, Day),
            (orders[1], true, Day),
            (orders[1], true, 2 * Day),
            (orders[2], true, Day),
            (orders[2], false, 2 * Day),
            (orders[3], false, 40 * Day),
            (unknown, true, Day),
        };
        await RecordLabelsAsync(store, 0, given);

        var latest = await ReadAsync("");
        latest.Set.Labels.ShouldBe([true, true, false, false]);
        latest.Labels.ShouldBe(new LabelCounts(1, 1, 0, 0, 0, 1));
        (await ReadAsync("conflicts: first")).Set.Labels.ShouldBe([true, true, true, false]);
        (await ReadAsync("conflicts: any_positive")).Set.Labels.ShouldBe([true, true, true, false]);
        var rejecting = await ReadAsync("conflicts: reject");
        rejecting.Set.Labels.ShouldBe([true, true, false]);
        rejecting.Labels.ShouldBe(new LabelCounts(1, 1, 1, 0, 0, 1));
        var early = await ReadAsync("within: 30d");
        early.Set.Labels.ShouldBe([true, true, false]);
        (early.Labels.Late, early.Unlabelled).ShouldBe((1, 7));
        // Another rule makes another dataset of the same lineage.
        new[] { latest, rejecting, early }.Select(r => r.Dataset).ShouldBeUnique();

        Task<RecordedSet> ReadAsync(string rule) =>
            new TrainingSetReader(store).ReadAsync(With(rule), AllTime, stop: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_label_that_was_taken_back_counts_no_more()
    {
        await using var store = await database.NewStoreAsync();
        var plan = With("withdrawn: BACK", "BAD: bool, BACK: { type: bool, optional: true }");
        var orders = Orders(3);
        await RecordOrdersAsync(store, 0, orders);
        await RecordLabelsAsync(store, 0, orders.Select(o => (o, true, Day)), plan.Topology.Labels);
        await RecordLabelsAsync(store, 0, [(orders[1], false, 2 * Day)], plan.Topology.Labels, withdrawn: true);
        await RecordLabelsAsync(store, 0, [(orders[2], false, 2 * Day)], plan.Topology.Labels, withdrawn: true);
        await RecordLabelsAsync(store, 0, [(orders[2], false, 3 * Day)], plan.Topology.Labels);

        var recorded = await new TrainingSetReader(store).ReadAsync(plan, AllTime, stop: TestContext.Current.CancellationToken);
        recorded.Set.Labels.ShouldBe([true, false]);
        recorded.Set.EventTimes.ShouldBe([new Timestamp(orders[0].At), new Timestamp(orders[2].At)]);
        (recorded.Labels.Withdrawn, recorded.Unlabelled).ShouldBe((1, 0));
    }

    static PipelinePlan With(string rule, string fields = "BAD: bool") =>
        PlanCompiler.Compile(
            TopologyLoader.Parse(Text.Replace("fields: { BAD: bool }", $"fields: {{ {fields} }}{(rule.Length == 0 ? "" : $"\n  {rule}")}"))
        );

    static GivenLabel Label(int known, LabelKind kind) => new(new Timestamp(0), new Timestamp(known), kind, 0, 0);
}
