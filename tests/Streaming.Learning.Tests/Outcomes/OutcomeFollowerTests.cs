using Streaming.Drift.Risk;
using Streaming.Learning.Outcomes;
using Streaming.Lineage.Following;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Topology;
using static Streaming.Learning.Tests.Outcomes.ScoredHistory;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Outcomes;

/// <summary>What labels tell of the version that decides: the same whoever looks and whenever, and only where it got worse.</summary>
public sealed class OutcomeFollowerTests(DatabaseFixture database)
{
    const int Count = 9000;
    const int Change = 6000;

    static readonly OutcomeOptions Options = new(
        TimeSpan.FromDays(2),
        new RiskOptions(Alpha: 0.02, Tolerance: 0.1, ReferenceRows: 800),
        RunLength: 20_000
    );
    static readonly FollowerOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(5), Lease = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task A_model_that_got_worse_is_found_by_its_labels()
    {
        await using var store = await FilledAsync(worse: true);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);

        var alarm = (await follower.AlarmsAsync()).Where(a => a.Reasons.Any(r => r.Kind == OutcomeKind.Worse)).ShouldHaveSingleItem();
        (alarm.EventTime.Micros / Minute).ShouldBeInRange(Change, Change + 1200);
        (alarm.Model, alarm.ModelVersion, alarm.Record.Stream.Partition).ShouldBe(("shop", 1, 0));
        var reason = alarm.Reasons.Single(r => r.Kind == OutcomeKind.Worse);
        reason.Now!.Value.ShouldBeGreaterThanOrEqualTo(reason.Limit!.Value);
        reason.Limit.Value.ShouldBe(reason.Before!.Value * 1.1, 1e-9);
        var stream = (await follower.StreamsAsync()).ShouldHaveSingleItem();
        stream.Tracker.Risk.IsWorse.ShouldBeTrue();
        (await follower.AlarmsAsync()).ShouldContain(a => a.Reasons.Any(r => r.Kind == OutcomeKind.MoreErrors));
    }

    /// <summary>Other orders come, for which the scores are as right as before: scores move, and nobody is alarmed.</summary>
    [Fact]
    public async Task A_change_that_does_no_harm_is_let_pass()
    {
        await using var store = await FilledAsync(worse: false);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        (await follower.AlarmsAsync()).ShouldBeEmpty();
        var history = (await follower.StreamsAsync()).Single().Tracker.History;
        history.Count.ShouldBeGreaterThan(20);
        Math.Abs(history[0].ExpectedToObserved!.Value - 1).ShouldBeLessThan(0.35);
    }

    /// <summary>By hand: six rows, of which five have a label in time.</summary>
    [Fact]
    public async Task Figures_are_those_of_the_rows_and_labels()
    {
        await using var store = await database.NewStoreAsync();
        Order[] orders = [.. Enumerable.Range(0, 60).Select(i => new Order($"o{i}", i * Minute, 1, 10, i % 4 == 0))];
        await ScoreAsync(store, 0, orders, o => o.Bad ? 0.75f : 0.25f);
        await LabelAsync(
            store,
            0,
            orders
                .Where((_, i) => i % 6 != 5)
                .Select((o, i) => (o, o.Bad, o.At + Day))
                // A second label that says the same, a third that contradicts, and one that comes too late.
                .Append((orders[1], false, orders[1].At + Day + Minute))
                .Append((orders[2], true, orders[2].At + Day + Minute))
                .Append((orders[3], true, orders[3].At + 2 * Day + Minute))
                .OrderBy(l => l.Item3),
            until: 10 * Day
        );
        var follower = New(store, Options with { Risk = Options.Risk with { ReferenceRows = 50 } });
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);

        var tracker = (await follower.StreamsAsync()).Single().Tracker;
        (tracker.Rows, tracker.Labelled, tracker.Late).ShouldBe((60, 50, 0));
        var figures = tracker.History.ShouldHaveSingleItem();
        // The last of the fifty labelled rows is the 59th: the one after it has none.
        (figures.Rows, figures.Labelled, figures.Repeated, figures.Contradicted).ShouldBe((59, 50, 1, 1));
        var bad = orders.Take(59).Where((o, i) => i % 6 != 5).Count(o => o.Bad) + 1;
        figures.Positives.ShouldBe(bad);
        figures.SquaredError!.Value.ShouldBe((49 * 0.0625 + 0.5625) / 50, 1e-9);
        figures.ErrorRate.ShouldBe(1.0 / 50);
        figures.AlertRate.ShouldBe((bad - 1) / 50.0);
        figures.Coverage.ShouldBe(50.0 / 59);
        figures.ExpectedToObserved!.Value.ShouldBe((0.75 * (bad - 1) + 0.25 * (51 - bad)) / bad, 1e-6);
        figures.MedianDelay.ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Rows_wait_until_their_labels_have_had_their_time()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(1200);
        await ScoreAsync(store, 0, orders, o => 0.5f);
        await LabelAsync(store, 0, orders.Take(600).Select(o => (o, o.Bad, o.At + 2 * Day)), until: orders[599].At + 2 * Day);
        await LabelAsync(store, 1, [], until: orders[650].At + 2 * Day);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        (await follower.StreamsAsync()).Single().Tracker.Rows.ShouldBe(300, "the second batch ends as the watermark of labels does");

        await LabelAsync(store, 0, orders.Skip(600).Select(o => (o, o.Bad, o.At + 2 * Day)), until: 10 * Day);
        await LabelAsync(store, 1, [], until: 10 * Day);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var tracker = (await follower.StreamsAsync()).Single().Tracker;
        (tracker.Rows, tracker.Labelled).ShouldBe((1200, 1200));
    }

    /// <summary>A label that was recorded when the labels' watermark had passed is not there for whoever judges at once, and must not
    /// be for
    /// whoever judges later.</summary>
    [Fact]
    public async Task A_label_that_was_recorded_too_late_counts_for_nobody()
    {
        await using var early = await database.NewStoreAsync();
        await using var late = await database.NewStoreAsync();
        var orders = Orders(600);
        var found = new List<string>();
        foreach (var store in (LineageStore[])[early, late])
        {
            await ScoreAsync(store, 0, orders.Where(o => o.Shop % 2 == orders[0].Shop % 2), o => 0.5f);
            await ScoreAsync(store, 1, orders.Where(o => o.Shop % 2 != orders[0].Shop % 2), o => 0.5f);
            await LabelAsync(store, 0, orders.Take(500).Select(o => (o, o.Bad, o.At + Day)), until: 20 * Day);
            if (store == early)
                await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
            await LabelAsync(store, 0, orders.Skip(500).Select(o => (o, o.Bad, o.At + Day)), until: 21 * Day);
            // The one partition is judged past the late labels before the other is begun.
            await ScoreAsync(store, 0, [orders[0] with { Id = "later", At = 25 * Day }], o => 0.5f);
            await LabelAsync(store, 0, [], until: 40 * Day);
            await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
            found.Add(await FoundAsync(New(store)));
            (await New(store).StreamsAsync()).Sum(s => s.Tracker.Labelled).ShouldBe(500);
        }

        found[1].ShouldBe(found[0]);
    }

    [Fact]
    public async Task After_a_restart_and_over_again_it_finds_the_same()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Changing(worse: true);
        var parts = orders.Chunk(2250).ToArray();
        foreach (var part in parts)
        {
            foreach (var partition in (int[])[0, 1])
            {
                await ScoreAsync(store, partition, part.Where(o => o.Shop % 2 == partition), Score);
                await LabelAsync(
                    store,
                    partition,
                    part.Where(o => o.Shop / 2 % 2 == partition).Select(o => (o, o.Bad, o.At + Day)),
                    until: part[^1].At + Day
                );
            }

            await New(store).CatchUpAsync(stop: TestContext.Current.CancellationToken);
        }

        foreach (var partition in (int[])[0, 1])
            await LabelAsync(store, partition, [], until: 20 * Day);
        var last = New(store);
        await last.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var found = await FoundAsync(last);
        (await last.AlarmsAsync()).ShouldNotBeEmpty();
        await last.ForgetAsync();
        (await last.AlarmsAsync()).ShouldBeEmpty();
        var again = New(store);
        await again.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        (await FoundAsync(again)).ShouldBe(found);
        (await again.StreamsAsync()).Sum(s => s.Tracker.Labelled).ShouldBe(Count);
    }

    /// <summary>Each process is stopped in the middle of its work several times while the other one waits or goes on.</summary>
    [Fact]
    public async Task Two_processes_find_together_what_one_finds()
    {
        await using var store = await FilledAsync(worse: true);
        for (var turn = 1; turn <= 5; turn++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var both = Task.WhenAll(New(store).RunAsync(stop.Token), New(store).RunAsync(stop.Token));
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            while (await HandledAsync(store) < 6 * turn)
                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await both;
        }

        var together = await FoundAsync(New(store));
        var alone = New(store);
        await alone.ForgetAsync();
        await alone.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        (await FoundAsync(alone)).ShouldBe(together);
    }

    [Fact]
    public async Task Another_version_of_the_model_begins_anew_and_other_options_are_refused()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(1200);
        await ScoreAsync(store, 0, orders.Take(600), o => 0.5f);
        await ScoreAsync(store, 0, orders.Skip(600), o => 0.5f, version: 2);
        await LabelAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + Day)), until: 10 * Day);
        var follower = New(store);
        await follower.CatchUpAsync(stop: TestContext.Current.CancellationToken);
        var stream = (await follower.StreamsAsync()).Single();
        (stream.ModelVersion, stream.Tracker.Rows, stream.Tracker.Risk.ToLearn).ShouldBe((2, 600, 200));

        var other = New(store, Options with { After = TimeSpan.FromDays(3) });
        (await Should.ThrowAsync<StreamingException>(() => other.CatchUpAsync())).Message.ShouldContain("with other settings: labels 2d");
        await other.ForgetAsync();
        await other.CatchUpAsync(stop: TestContext.Current.CancellationToken);
    }

    static OutcomeFollower New(LineageStore store, OutcomeOptions? options = null) => new(store, Shop, options ?? Options, Quick);

    static async Task<string> FoundAsync(OutcomeFollower follower) =>
        string.Join(
            '\n',
            [
                .. (await follower.AlarmsAsync()).Select(a => $"{a.Record} {a.EventTime} {string.Join(',', a.Reasons)}"),
                .. (await follower.StreamsAsync()).Select(s =>
                    $"{s.Stream} {s.Version} {Convert.ToHexString(OutcomeState.Save(s.Tracker))}"
                ),
            ]
        );

    static async Task<long> HandledAsync(LineageStore store) =>
        (await new LineageFollower(store, WatchTables.Outcomes, "shop").PositionsAsync()).Sum(p => p.Version);

    async Task<LineageStore> FilledAsync(bool worse)
    {
        var store = await database.NewStoreAsync();
        var orders = Changing(worse);
        await ScoreAsync(store, 0, orders, Score);
        await LabelAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 2 * Day)), until: 20 * Day);
        return store;
    }

    /// <summary>From some order on amounts are greater; either what they say of an order's end stays as it was, or it says nothing any
    /// more.</summary>
    static Order[] Changing(bool worse)
    {
        var random = new Random(4);
        return
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i =>
                {
                    var amount = (i < Change ? 200 : 100) * random.NextDouble();
                    var risk = worse && i >= Change ? 0.5 : Risk(amount);
                    return new Order($"o{i}", i * Minute, random.Next(50), amount, random.NextDouble() < risk);
                }),
        ];
    }

    static double Risk(double amount) => amount < 100 ? 0.02 : 0.9;

    static float Score(Order order) => (float)Risk(order.Amount);
}
