using Streaming.Events.Time;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Goals.Measuring;
using Streaming.Learning.Goals.Planning;
using Streaming.Learning.Goals.Trying;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology.Model;
using static Streaming.Learning.Tests.Goals.ChangingShop;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Goals;

/// <summary>What goals are held against, and what actions would have made of it, from recorded history.</summary>
public sealed class GoalsTrialTests(DatabaseFixture database)
{
    const string Wanted = "average_precision: { at_least: 0.6 }, alert_rate: { at_most: 20% }, false_positives_a_day: { at_most: 20 }";

    [Fact]
    public async Task Measured_are_the_newest_rows_whose_labels_are_known()
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, ScoredOrders);
        var plan = PlanWith(Wanted);
        var reader = new GoalsReader(store);

        var window = (await reader.WindowAsync(plan, plan.Topology.Learning.Goals!.Over, Timestamp.Beginning)).ShouldNotBeNull();
        var measured = await reader.ReadAsync(plan, window);

        var newest = ScoredOrders[^1].Order.At;
        // The newest label is of two days before.
        (window.Newest.Micros, window.Range.To.Micros, window.Range.From.Micros).ShouldBe((newest, newest - 2 * Day, newest - 9 * Day));
        var rows = ScoredOrders.Where(o => window.Range.Contains(new Timestamp(o.Order.At))).ToList();
        (measured.Rows, measured.Labelled, measured.Positives).ShouldBe((rows.Count, rows.Count, rows.Count(o => o.Order.Bad)));
        measured.AveragePrecision.ShouldBe(
            ThresholdMetrics.AveragePrecision([.. rows.Select(o => o.Score)], [.. rows.Select(o => o.Order.Bad)])
        );
        measured.AlertRate.ShouldBe((double)rows.Count(o => o.Alert) / rows.Count);
        measured.FalsePositivesADay!.Value.ShouldBe(rows.Count(o => o.Alert && !o.Order.Bad) / 7.0, 1e-9);
        measured.LabelDelay.ShouldBe(2 * 86_400);
        // Of times that fall evenly, the one that 99 % do not exceed.
        var latencies = ScoredOrders
            .Select(o => o.Order.At)
            .Where(at => at >= window.Range.From.Micros)
            .Select(at => Written - at)
            .Order()
            .ToList();
        measured.LatencyP99.ShouldBe(latencies[(int)Math.Ceiling(0.99 * latencies.Count) - 1] / 1e6);
    }

    [Fact]
    public async Task The_same_lineage_gives_the_same_however_it_lies_in_partitions()
    {
        var plan = PlanWith(Wanted + ", actions: [retrain, retrain_shorter, thresholds, fall_back]");
        var found = new List<(GoalMeasures, string)>();
        foreach (var partitions in new[] { 1, 1, 3 })
        {
            await using var store = await database.NewStoreAsync();
            await RecordAsync(store, ScoredOrders, partitions);
            var reader = new GoalsReader(store);
            var window = (await reader.WindowAsync(plan, TimeSpan.FromDays(7), Timestamp.Beginning))!;
            var tries = await new ActionTrials(store).TryAsync(plan, window, before: null);
            found.Add((await reader.ReadAsync(plan, window), string.Join('\n', tries)));
        }

        found[1].ShouldBe(found[0]);
        found[2].ShouldBe(found[0]);
    }

    [Fact]
    public async Task What_was_known_before_the_window_is_tried_on_it()
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, ScoredOrders);
        var plan = PlanWith(
            Wanted + ", actions: [retrain, retrain_shorter, recalibrate, roll_back, fall_back]",
            "train: { algorithm: fasttree, last: 20d }, "
        );
        var goals = plan.Topology.Learning.Goals!;
        var reader = new GoalsReader(store);
        var window = (await reader.WindowAsync(plan, goals.Over, Timestamp.Beginning))!;
        var measured = await reader.ReadAsync(plan, window);

        var tries = await new ActionTrials(store).TryAsync(plan, window, before: null);

        tries.Select(t => t.Action).ShouldBe(goals.Actions);
        measured.AveragePrecision!.Value.ShouldBeLessThan(0.3);
        // Of the last ten days most lie after the change, of the last twenty before it.
        Precision(GoalAction.RetrainShorter).ShouldBeGreaterThan(Precision(GoalAction.Retrain) + 0.1);
        tries[1].Train.ShouldBe(plan.Topology.Learning.Train with { Last = TimeSpan.FromDays(10) });
        tries[3].Fault.ShouldBe("There is no version before the one that decides.");
        var rows = ScoredOrders.Where(o => window.Range.Contains(new Timestamp(o.Order.At))).ToList();
        tries[4].Predicted!.AlertRate.ShouldBe((double)rows.Count(o => o.Order.Amount < 5) / rows.Count);
        tries.ShouldAllBe(t => t.Predicted == null || t.Predicted.Rows == measured.Rows);

        double Precision(GoalAction action) => tries.Single(t => t.Action == action).Predicted!.AveragePrecision!.Value;
    }

    /// <summary>Fails where what is tried has seen what it is judged on: with labels known a week later it would be perfect.</summary>
    [Fact]
    public async Task Nothing_is_learnt_from_what_was_not_known_before_the_window()
    {
        await using var store = await database.NewStoreAsync();
        // The change is at the window's beginning: before it nobody could know.
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < (ChangeDay + 9) * Day)]);
        var plan = PlanWith(Wanted + ", actions: [retrain, other_algorithm]");
        var window = (await new GoalsReader(store).WindowAsync(plan, TimeSpan.FromDays(7), Timestamp.Beginning))!;

        var tries = await new ActionTrials(store).TryAsync(plan, window, before: null);

        window.Range.From.Micros.ShouldBeInRange(ChangeDay * Day - 10 * Minute, ChangeDay * Day);
        tries.Count.ShouldBe(2);
        tries.ShouldAllBe(t => t.Predicted!.AveragePrecision < 0.3);
    }

    [Fact]
    public async Task A_threshold_is_the_lowest_that_the_goals_allow()
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, ScoredOrders);
        var plan = PlanWith("alert_rate: { at_most: 7% }, actions: [thresholds]");
        var window = (await new GoalsReader(store).WindowAsync(plan, TimeSpan.FromDays(7), Timestamp.Beginning))!;
        var tried = (await new ActionTrials(store).TryAsync(plan, window, before: null)).ShouldHaveSingleItem();

        var rows = ScoredOrders.Where(o => window.Range.Contains(new Timestamp(o.Order.At))).ToList();
        var lowest = rows.Select(o => o.Score).Where(s => rows.Count(o => o.Score >= s) <= 0.07 * rows.Count).Min();
        tried.What.ShouldBe(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"an alert from a score of {lowest:0.####} on")
        );
        tried.Predicted!.AlertRate.ShouldBe((double)rows.Count(o => o.Score >= lowest) / rows.Count);
    }

    [Fact]
    public async Task Silence_is_that_no_label_has_come_for_so_long()
    {
        await using var store = await database.NewStoreAsync();
        // The last label is known after 22 days.
        await RecordAsync(store, ScoredOrders, labels: 20 * 144);
        var plan = PlanWith(Wanted);
        var reader = new GoalsReader(store);
        var window = (await reader.WindowAsync(plan, TimeSpan.FromDays(7), Timestamp.Beginning))!;

        (await reader.IsSilentAsync(plan, window, TimeSpan.FromDays(17))).ShouldBeTrue();
        (await reader.IsSilentAsync(plan, window, TimeSpan.FromDays(19))).ShouldBeFalse();
        (await reader.IsSilentAsync(plan, window, TimeSpan.FromDays(60))).ShouldBeFalse("it has not run for so long");
    }

    [Fact]
    public async Task What_was_decided_before_the_last_action_does_not_count()
    {
        await using var store = await database.NewStoreAsync();
        await RecordAsync(store, ScoredOrders);
        var reader = new GoalsReader(store);
        var since = new Timestamp(36 * Day);
        var window = (await reader.WindowAsync(PlanWith(Wanted), TimeSpan.FromDays(7), since))!;

        window.Range.From.ShouldBe(since);
        (await reader.ReadAsync(PlanWith(Wanted), window)).Rows.ShouldBe(2 * 144 - 1);
        (await reader.WindowAsync(PlanWith(Wanted), TimeSpan.FromDays(7), new Timestamp(39 * Day)))!.Range.ShouldBe(
            new(new Timestamp(39 * Day), new Timestamp(39 * Day))
        );
    }
}
