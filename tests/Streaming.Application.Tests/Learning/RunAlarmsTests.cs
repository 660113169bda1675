using Streaming.Application.FollowDrift;
using Streaming.Application.Learning;
using Streaming.Application.Services;
using Streaming.Application.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Learning.Outcomes;
using Streaming.Learning.Tests.Outcomes;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Application.Tests.Learning;

/// <summary>Whether what an alarm told of still holds, when a run that it began has come to nothing.</summary>
public sealed class RunAlarmsTests(DatabaseFixture database)
{
    const int Change = 1500;
    const int Found = 2400;
    const int Mended = 3300;

    static readonly PipelinePlan Shop = PlanCompiler.Compile(
        TopologyLoader.Parse(
            Text.Replace("{ accept: otherwise }", "{ stop: score >= 0.5, accept: otherwise }", StringComparison.Ordinal)
                + "\nlearning: { retrain: { when_worse: true }, risk: { alpha: 0.02, reference: 800 } }\n"
        )
    );

    [Fact]
    public async Task A_version_that_got_worse_is_worse_until_its_newest_rows_are_as_good_as_they_were()
    {
        await using var lineage = await LineageAccess.OpenLineageAsync(await database.NewAsync(), default);
        var alarms = await WorseAsync(lineage);
        var alarm = (await alarms.FindAsync(default)).ShouldHaveSingleItem();
        alarm.Id.ShouldStartWith("worse/shop/");
        (alarm.Model, alarm.Version).ShouldBe(("shop", 1));

        (await alarms.HoldsAsync(alarm, default)).ShouldBeTrue("the newest rows are as bad");

        await JudgeAsync(lineage, alarms, Found, Mended, right: true);
        (await alarms.FindAsync(default)).ShouldHaveSingleItem().Id.ShouldBe(alarm.Id, "what was found stays on record");
        (await alarms.HoldsAsync(alarm, default)).ShouldBeFalse("the newest rows are as good as at first");
        // Whoever opens it anew sees the same.
        (await New(lineage).HoldsAsync(alarm, default)).ShouldBeFalse();
    }

    /// <summary>What is known of the stream now is of the version after it, and tells nothing against the alarm.</summary>
    [Fact]
    public async Task Of_another_version_nothing_is_told_against_it()
    {
        await using var lineage = await LineageAccess.OpenLineageAsync(await database.NewAsync(), default);
        var alarms = await WorseAsync(lineage);
        var alarm = (await alarms.FindAsync(default)).ShouldHaveSingleItem();

        await JudgeAsync(lineage, alarms, Found, Mended, right: true, version: 2);

        (await alarms.HoldsAsync(alarm, default)).ShouldBeTrue();
        (await alarms.HoldsAsync(alarm with { Version = 2 }, default)).ShouldBeFalse("the same rows, if they were its own");
    }

    [Fact]
    public async Task What_changed_in_features_stays_changed()
    {
        await using var lineage = await LineageAccess.OpenLineageAsync(await database.NewAsync(), default);
        var alarms = await WorseAsync(lineage);
        await JudgeAsync(lineage, alarms, Found, Mended, right: true);

        var drift = new RunAlarm("drift/shop/scoring/0/1/0", "shop", 1, Timestamp.Epoch, "AMOUNT changed.");
        (await alarms.HoldsAsync(drift, default)).ShouldBeTrue();
    }

    static RunAlarms New(LineageStore lineage) => new(lineage, Shop, "shop.yaml");

    /// <summary>Scores that are right, and then the wrong way round.</summary>
    static async Task<RunAlarms> WorseAsync(LineageStore lineage)
    {
        var alarms = New(lineage);
        await JudgeAsync(lineage, alarms, 0, Change, right: true);
        (await alarms.FindAsync(default)).ShouldBeEmpty();
        await JudgeAsync(lineage, alarms, Change, Found, right: false);
        return alarms;
    }

    static async Task JudgeAsync(LineageStore lineage, RunAlarms alarms, int from, int to, bool right, int version = 1)
    {
        // Labels become known just in time, and none of a later part before all of an earlier one are.
        var orders = Orders(Mended)[(from + 10)..to];
        await ScoredHistory.ScoreAsync(lineage, 0, orders, o => o.Bad == right ? 0.9f : 0.1f, version);
        await ScoredHistory.LabelAsync(
            lineage,
            0,
            orders.Select(o => (o, o.Bad, o.At + 2 * Day - Minute)),
            until: orders[^1].At + 2 * Day + Minute
        );
        var judging = LabelJudging.Options(Shop.Topology, alarms.Request)!;
        await new OutcomeFollower(lineage, Shop, judging).CatchUpAsync();
    }
}
