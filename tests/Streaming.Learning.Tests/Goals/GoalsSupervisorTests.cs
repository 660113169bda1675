using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Planning;
using Streaming.Learning.Goals.Watching;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Goals.ChangingShop;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Goals;

/// <summary>Goals are watched over step by step: looked, acted, settled, checked, each an event of the sealed history.</summary>
public sealed class GoalsSupervisorTests(DatabaseFixture database)
{
    const string Wanted = "over: 4d, average_precision: { at_least: 0.6 }, check_after: 2d";

    static readonly PipelinePlan Shop = PlanWith($"{Wanted}, actions: [fall_back]");

    [Fact]
    public async Task What_misses_its_goals_is_acted_on_and_checked()
    {
        var world = await WorldAsync();
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);
        var supervisor = world.New();

        (await supervisor.StepAsync()).ShouldBeTrue();
        (await world.LastAsync()).Stage.ShouldBe(GoalsStage.Planned);
        (await supervisor.StepAsync()).ShouldBeTrue();
        world.Hands.Begun.ShouldBe([1]);
        (await supervisor.StepAsync()).ShouldBeFalse("it is not over");
        world.Hands.Outcome = new GoalsOutcome(true, "The rule scores.");
        (await supervisor.StepAsync()).ShouldBeTrue();
        var settled = await world.LastAsync();
        (settled.Stage, settled.Helped).ShouldBe((GoalsStage.Settled, null));
        (await supervisor.StepAsync()).ShouldBeFalse("no label tells yet whether it helped");

        // From now on whoever scores is right.
        await RecordAsync(
            store,
            [.. ScoredOrders.Where(o => o.Order.At >= 31 * Day).Select(o => o with { Score = o.Order.Bad ? 0.9f : 0.1f })]
        );
        (await supervisor.StepAsync()).ShouldBeTrue();
        var @checked = await world.LastAsync();
        (@checked.Stage, @checked.Helped).ShouldBe((GoalsStage.Checked, true));
        @checked.Since[^1].ShouldBe("Fall_back helped, and the goals are met since: average precision 1.000.");
        (await supervisor.StepAsync()).ShouldBeTrue("event time has gone on since the last look");
        (await world.LastAsync()).Verdict.ShouldBe(GoalsVerdict.Met);
        (await supervisor.StepAsync()).ShouldBeFalse("and now it has not");
        world.Hands.Begun.ShouldBe([1]);
        (await histories.WalkAsync()).Faults.ShouldBeEmpty();
    }

    /// <summary>Fails where a process that dies between doing something and recording it has the next one do something else.</summary>
    [Fact]
    public async Task Who_goes_on_after_a_crash_begins_the_same_again()
    {
        var world = await WorldAsync();
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);
        await world.New().StepAsync();
        world.Hands.Dies = true;
        await Should.ThrowAsync<InvalidOperationException>(() => world.New().StepAsync());
        world.Hands.Dies = false;

        (await world.New().StepAsync()).ShouldBeTrue();
        world.Hands.Begun.ShouldBe([1, 1]);
        (await world.HistoryAsync()).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Several_may_watch_and_one_step_is_taken()
    {
        var world = await WorldAsync();
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.New().StepAsync()));

        (await world.HistoryAsync()).Episodes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_did_not_help_is_said_and_what_cannot_be_begun_too()
    {
        var world = await WorldAsync();
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);
        var supervisor = world.New();
        await supervisor.StepAsync();
        await supervisor.StepAsync();
        world.Hands.Outcome = new GoalsOutcome(true, "The rule scores.");
        await supervisor.StepAsync();
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At >= 31 * Day)]);

        await supervisor.StepAsync();
        (await world.LastAsync()).Helped.ShouldBe(false);
        (await world.LastAsync()).Since[^1].ShouldContain("Fall_back did not help: since then average precision 0.");
    }

    [Fact]
    public async Task Without_labels_the_rule_scores_though_something_else_is_under_way()
    {
        var plan = PlanWith($"{Wanted}, dead_man: 6d, actions: [fall_back]");
        var world = await WorldAsync(plan);
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);
        var supervisor = world.New();
        await supervisor.StepAsync();
        await supervisor.StepAsync();
        world.Hands.Outcome.ShouldBeNull("it goes on and on");

        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At >= 31 * Day)], labels: 0);
        (await supervisor.StepAsync()).ShouldBeTrue();

        var last = await world.LastAsync();
        (last.Verdict, last.Action, last.DeadMan).ShouldBe((GoalsVerdict.Act, GoalAction.FallBack, true));
        (await supervisor.StepAsync()).ShouldBeTrue();
        world.Hands.Begun.ShouldBe([1, last.Look]);
        world.Hands.Outcome = new GoalsOutcome(true, "The rule scores. A person is called.");
        await supervisor.StepAsync();
        (await world.HistoryAsync()).Episodes[^1].Stage.ShouldBe(GoalsStage.Checked);
    }

    /// <summary>Eighteen days of event time within one of the clock, and whoever watches is another one at each step.</summary>
    [Fact]
    public async Task A_goal_that_is_never_met_is_acted_for_as_often_as_a_day_allows_and_then_a_person_is_called()
    {
        var clock = new StoppedClock();
        var world = await WorldAsync(
            PlanWith("over: 1d, average_precision: { at_least: 0.6 }, check_after: 1d, at_most: 2, actions: [fall_back]")
        );
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < ChangeDay * Day)]);
        world.Hands.Outcome = new GoalsOutcome(true, "The rule scores.");

        await GoOnAsync(from: ChangeDay, to: Days - 3);

        world.Hands.Begun.Distinct().Count().ShouldBe(2);
        var call = (await world.HistoryAsync()).Call.ShouldNotBeNull();
        string.Join(' ', call.Why).ShouldContain("2 actions were taken, and 2 are permitted: a person is asked.");
        (await world.HistoryAsync()).Episodes.Count(e => e is { Verdict: GoalsVerdict.Act }).ShouldBe(2);

        // The next day something is done again.
        clock.Now += TimeSpan.FromHours(25);
        await GoOnAsync(from: Days - 3, to: Days);
        world.Hands.Begun.Distinct().Count().ShouldBe(3);
        (await world.HistoryAsync()).Length.ShouldBeGreaterThan(12);
        (await histories.WalkAsync()).Faults.ShouldBeEmpty();

        async Task GoOnAsync(int from, int to)
        {
            for (var at = from * Day; at < to * Day; at += Day / 2)
            {
                await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At >= at && o.Order.At < at + Day / 2)]);
                while (await world.New(clock).StepAsync()) { }
            }
        }
    }

    [Fact]
    public async Task While_somebody_renews_the_model_nobody_looks()
    {
        var world = await WorldAsync();
        await using var store = world.Lineage;
        using var histories = world.Histories;
        await RecordAsync(store, [.. ScoredOrders.Where(o => o.Order.At < 31 * Day)]);
        world.Hands.Busy = true;

        (await world.New().StepAsync()).ShouldBeFalse();
        (await world.HistoryAsync()).Length.ShouldBe(0);
    }

    async Task<World> WorldAsync(PipelinePlan? plan = null)
    {
        var histories = new GoalsStore(database.ConnectionString, database.NewSchema());
        await histories.EnsureSchemaAsync();
        return new World(await database.NewStoreAsync(), histories, plan ?? Shop);
    }

    sealed record World(LineageStore Lineage, GoalsStore Histories, PipelinePlan Plan)
    {
        public FakeHands Hands { get; } = new();

        public GoalsSupervisor New(TimeProvider? time = null) =>
            new(new GoalsObserver(Lineage, Plan, Hands, time ?? TimeProvider.System), Hands, Histories, time ?? TimeProvider.System, _ =>
            { });

        public Task<GoalsHistory> HistoryAsync() => Histories.ReadAsync("shop");

        public async Task<GoalsEpisode> LastAsync() => (await HistoryAsync()).Last.ShouldNotBeNull();
    }

    sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Does what is said at once, and counts.</summary>
    sealed class FakeHands : IGoalsHands
    {
        readonly List<long> _begun = [];

        public IReadOnlyList<long> Begun => _begun;

        public GoalsOutcome? Outcome { get; set; }

        public bool Busy { get; set; }

        /// <summary>The process dies after something was begun, before that is on record.</summary>
        public bool Dies { get; set; }

        public Task<int?> ChampionAsync(CancellationToken stop) => Task.FromResult<int?>(null);

        public Task<ServedModel?> BeforeAsync(CancellationToken stop) => Task.FromResult<ServedModel?>(null);

        public Task<bool> IsBusyAsync(CancellationToken stop) => Task.FromResult(Busy);

        public Task<GoalsOutcome> BeginAsync(GoalsEpisode planned, CancellationToken stop)
        {
            _begun.Add(planned.Look);
            return Dies ? throw new InvalidOperationException("dead") : Task.FromResult(new GoalsOutcome(true, "Begun."));
        }

        public Task<GoalsOutcome?> OutcomeAsync(GoalsEpisode acted, CancellationToken stop) => Task.FromResult(Outcome);
    }
}
