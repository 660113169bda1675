using Streaming.Application.Tests.Setup;

namespace Streaming.Application.Tests.Learning;

/// <summary>What begins a run that no person asked for, and what does not.</summary>
public sealed class RunTriggersTests(DatabaseFixture database)
{
    const string Drift = "lineage.drift_alarms";
    const string Labels = "lineage.outcomes_alarms";

    [Fact]
    public async Task The_clock_begins_a_run_so_long_after_the_last_one_or_the_last_version()
    {
        await using var world = await TriggerWorld.OpenAsync(database, "every: 7d");
        var first = (await world.FindAsync())!;
        (first.Id, first.Trigger).ShouldBe(("schedule/shop/0", "schedule"));
        first.Why!.ShouldContain("There is no version yet");

        await world.RegisterAsync();
        (await world.FindAsync()).ShouldBeNull();
        world.Time.Pass(TimeSpan.FromDays(7));
        // Whoever looks finds the same.
        var due = (await world.FindAsync())!;
        due.Id.ShouldBe(first.Id);
        due.Why!.ShouldContain("the last version came, 2026-03-01T12:00:00");

        await world.BeginAsync("schedule", over: false);
        world.Time.Pass(TimeSpan.FromDays(8));
        (await world.FindAsync()).ShouldBeNull("a run is open");
        await world.EndAsync();
        (await world.FindAsync())!.Id.ShouldBe("schedule/shop/1");
        await world.BeginAsync("person", over: true);
        (await world.FindAsync()).ShouldBeNull("a person has begun one");
        world.Time.Pass(TimeSpan.FromDays(7));
        (await world.FindAsync())!.Id.ShouldBe("schedule/shop/2");
    }

    [Theory]
    [InlineData("on_drift: true", Drift, "[]", "Features or scores changed")]
    [InlineData("on_drift: true", Drift, """[{"Column":"AMOUNT"}]""", "AMOUNT changed")]
    [InlineData("when_worse: true", Labels, """[{"Kind":0,"Before":0.1,"Limit":0.11,"Now":0.2}]""", "at least 0.2, and 0.11 is allowed")]
    public async Task An_alarm_about_the_version_in_use_begins_one_run(string policy, string table, string culprits, string why)
    {
        await using var world = await TriggerWorld.OpenAsync(database, policy);
        await world.RegisterAsync();
        (await world.FindAsync()).ShouldBeNull();
        await world.AlarmAsync(table, 1, version: 9, culprits);
        (await world.FindAsync()).ShouldBeNull("the alarm is about another version");
        await world.AlarmAsync(table, 2, version: 1, culprits);
        await world.AlarmAsync(table, 3, version: 1, culprits);

        var begin = (await world.FindAsync())!;

        begin.Why!.ShouldContain(why);
        begin.Who.ShouldBe("policy learning.retrain of shop");
        begin.Id.ShouldEndWith("/2/0");
        await world.TellAsync(begin);
        (await world.FindAsync())!.Id.ShouldEndWith("/3/0");
    }

    [Fact]
    public async Task More_errors_that_are_not_worse_scores_and_alarms_that_nobody_wants_begin_nothing()
    {
        await using var world = await TriggerWorld.OpenAsync(database, "when_worse: true");
        await world.RegisterAsync();
        await world.AlarmAsync(Labels, 1, version: 1, """[{"Kind":1,"Before":null,"Limit":null,"Now":0.2}]""");
        await world.AlarmAsync(Drift, 1, version: 1, "[]");

        (await world.FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task No_more_begin_in_a_day_than_the_policy_lets()
    {
        await using var world = await TriggerWorld.OpenAsync(database, "on_drift: true, at_most: 2");
        await world.RegisterAsync();
        for (var i = 1; i <= 3; i++)
            await world.AlarmAsync(Drift, i, version: 1, "[]");
        await world.BeginAsync("drift", over: true);
        await world.BeginAsync("person", over: true);
        (await world.FindAsync()).ShouldNotBeNull();
        world.Time.Pass(TimeSpan.FromHours(1));
        await world.BeginAsync("schedule", over: true);

        (await world.FindAsync()).ShouldBeNull();

        world.Time.Pass(TimeSpan.FromHours(23));
        (await world.FindAsync()).ShouldNotBeNull("the first of them was a day ago");
    }

    [Fact]
    public async Task A_version_that_a_person_promotes_is_watched_once()
    {
        await using var world = await TriggerWorld.OpenAsync(database, "at_most: 1");
        await world.RegisterAsync();
        (await world.FindAsync()).ShouldBeNull("there is no version before it");
        world.Time.Pass(TimeSpan.FromHours(1));
        await world.RegisterAsync(version: 2);

        var begin = (await world.FindAsync())!;

        (begin.Trigger, begin.Version).ShouldBe(("promotion", 2));
        await world.TellAsync(begin);
        (await world.FindAsync()).ShouldBeNull();
    }

    /// <summary>Fails where only so many runs are looked at, or any of the version.</summary>
    [Fact]
    public async Task A_version_that_a_run_brought_in_is_not_watched_again_however_many_runs_came_since()
    {
        await using var world = await TriggerWorld.OpenAsync(database, "at_most: 1");
        await world.RegisterAsync();
        await world.BeginAsync("person", over: false);
        world.Time.Pass(TimeSpan.FromHours(1));
        await world.RegisterAsync(version: 2);
        world.Time.Pass(TimeSpan.FromHours(1));
        await world.EndAsync(version: 2);
        for (var i = 0; i < 7; i++)
        {
            world.Time.Pass(TimeSpan.FromHours(1));
            await world.BeginAsync("person", over: true);
        }

        (await world.FindAsync()).ShouldBeNull();
    }
}
