using Streaming.Application.Learning;
using Streaming.Application.Tests.Setup;
using Streaming.Events.Time;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Application.Tests.Learning;

/// <summary>A run that came to nothing, while what began it goes on.</summary>
public sealed class RunRetryTests(DatabaseFixture database)
{
    const string Drift = "lineage.drift_alarms";
    const string Policy = "on_drift: true, again_after: 3d, at_most: 100";

    [Theory]
    [InlineData("Rejected")]
    [InlineData("RolledBack")]
    [InlineData("Failed")]
    public async Task It_is_tried_again_after_so_much_event_time_and_twice_as_much_each_time(string end)
    {
        await using var world = await AlarmedAsync(Policy);
        var (begin, reached) = ((await world.FindAsync())!, 10 * Day);
        begin.Id.ShouldBe("drift/shop/scoring/0/1/0");
        await world.TryAsync(begin, end, new Timestamp(reached));
        foreach (var (number, wait) in new[] { (1, 3), (2, 6), (3, 12), (4, 24), (5, 48), (6, 96), (7, 96) })
        {
            (await world.FindAsync()).ShouldBeNull();
            await world.ReachAsync(new Timestamp(reached + wait * Day - Minute));
            (await world.FindAsync()).ShouldBeNull($"{wait} days are not over");
            await world.ReachAsync(new Timestamp(reached + wait * Day));
            begin = (await world.FindAsync())!;
            begin.Id.ShouldBe($"again/{number}/drift/shop/scoring/0/1/0");
            begin.Trigger.ShouldBe("drift");
            begin.Why!.ShouldContain($"Runs for it before: {number}; run {number} ended as");
            begin.Why!.ShouldContain($" {wait}d of event time");
            // Whoever looks finds the same.
            (await world.FindAsync())!.Id.ShouldBe(begin.Id);
            reached += wait * Day;
            await world.TryAsync(begin, end, new Timestamp(reached));
        }
    }

    /// <summary>Fails where each partition's alarm begins a run of its own as soon as the one before is over.</summary>
    [Fact]
    public async Task Further_alarms_about_the_version_are_the_same_reason()
    {
        await using var world = await AlarmedAsync(Policy);
        await world.TryAsync((await world.FindAsync())!, "Rejected", new Timestamp(10 * Day));
        await world.AlarmAsync(Drift, 2, version: 1, "[]");
        await world.ReachAsync(new Timestamp(12 * Day));

        (await world.FindAsync()).ShouldBeNull();
        await world.ReachAsync(new Timestamp(13 * Day));
        (await world.FindAsync())!.Id.ShouldBe("again/1/drift/shop/scoring/0/1/0");
    }

    [Fact]
    public async Task What_a_person_tried_meanwhile_counts_from_its_end()
    {
        await using var world = await AlarmedAsync(Policy);
        await world.TryAsync((await world.FindAsync())!, "Rejected", new Timestamp(10 * Day));
        await world.BeginAsync("person", over: false);
        await world.EndAsync(end: "Rejected", newest: new Timestamp(12 * Day));

        await world.ReachAsync(new Timestamp(14 * Day));
        (await world.FindAsync()).ShouldBeNull();
        await world.ReachAsync(new Timestamp(15 * Day));
        (await world.FindAsync())!.Id.ShouldStartWith("again/2/");
    }

    [Fact]
    public async Task It_is_not_tried_again_where_a_person_cancelled_it_or_nothing_is_said_of_it_or_the_day_is_full()
    {
        foreach (
            var (policy, end) in new[] { (Policy, "Cancelled"), ("on_drift: true", "Rejected"), (Policy.Replace("100", "1"), "Rejected") }
        )
        {
            await using var world = await AlarmedAsync(policy);
            await world.TryAsync((await world.FindAsync())!, end, new Timestamp(10 * Day));
            await world.ReachAsync(new Timestamp(900 * Day));
            (await world.FindAsync()).ShouldBeNull($"{policy}, {end}");
        }
    }

    [Fact]
    public async Task Another_version_in_use_is_another_reason()
    {
        await using var world = await AlarmedAsync(Policy);
        await world.TryAsync((await world.FindAsync())!, "Rejected", new Timestamp(10 * Day));
        await world.RegisterAsync(version: 2);
        await world.ReachAsync(new Timestamp(900 * Day));

        // It is watched, as any that a person promotes.
        var watch = (await world.FindAsync())!;
        watch.Trigger.ShouldBe("promotion");
        await world.TellAsync(watch);
        (await world.FindAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("drift/shop/scoring/0/1/0")]
    [InlineData("person/3f")]
    [InlineData("again/")]
    [InlineData("")]
    public void What_a_message_began_a_run_for_is_told_from_its_id(string id)
    {
        RetryRule.AlarmOf(RetryRule.IdOf(id, 12)).ShouldBe(id);
        if (id != "again/")
            RetryRule.AlarmOf(id).ShouldBe(id);
    }

    async Task<TriggerWorld> AlarmedAsync(string policy)
    {
        var world = await TriggerWorld.OpenAsync(database, policy);
        await world.RegisterAsync();
        await world.AlarmAsync(Drift, 1, version: 1, "[]");
        return world;
    }
}
