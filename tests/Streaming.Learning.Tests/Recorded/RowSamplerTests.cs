using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Recorded;

/// <summary>Which rows are drawn hangs on their ids alone.</summary>
public sealed class RowSamplerTests(DatabaseFixture database)
{
    static readonly string[] Features = ["BIG", "AMOUNT"];

    [Fact]
    public async Task The_same_rows_are_drawn_however_they_lie_in_streams()
    {
        var orders = Orders(3_000);
        await using var one = await database.NewStoreAsync();
        await RecordOrdersAsync(one, 0, orders);
        await using var three = await database.NewStoreAsync();
        foreach (var part in orders.GroupBy(o => o.Shop % 3))
            await RecordOrdersAsync(three, (int)part.Key, part);

        var drawn = await DrawAsync(one, 500);
        var again = await DrawAsync(three, 500);
        (drawn.Count, drawn.Seen).ShouldBe((500, 3_000));
        again.EventTimes.ShouldBe(drawn.EventTimes);
        again.Features.ShouldBe(drawn.Features);
        drawn.EventTimes.ShouldBeInOrder();

        // Every row is as likely as every other: of each tenth of the time about a tenth is drawn, five standard deviations at most off.
        foreach (var tenth in drawn.EventTimes.GroupBy(t => t.Micros / (300 * Minute)))
            tenth.Count().ShouldBeInRange(50 - 32, 50 + 32);
        // More rows have all of fewer among them.
        drawn.EventTimes.Except((await DrawAsync(one, 800)).EventTimes).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_has_its_features_and_its_label_where_one_is_known()
    {
        await using var store = await database.NewStoreAsync();
        var orders = Orders(20);
        await RecordOrdersAsync(store, 0, orders[..15]);
        await RecordOrdersAsync(store, 0, orders[15..], ["AMOUNT"]);
        await RecordLabelsAsync(store, 0, orders.Take(3).Select(o => (o, o.At == Minute, Day)));

        var drawn = await DrawAsync(store, 100, from: Minute, to: 18 * Minute);
        (drawn.Count, drawn.Seen, drawn.OtherFeatures).ShouldBe((14, 14L, 3L), "the first is too early, the last three lack a feature");
        drawn.EventTimes.ShouldBe(orders[1..15].Select(o => new Timestamp(o.At)));
        drawn.Features.ShouldBe(orders[1..15].SelectMany(o => (float[])[o.Amount > 100 ? 1 : 0, (float)o.Amount]));
        drawn.Labels.ShouldBe([true, false, .. Enumerable.Repeat<bool?>(null, 12)]);

        (await Should.ThrowAsync<LearningException>(() => DrawAsync(store, 100, from: Day))).Message.ShouldContain("no scored events");
    }

    static Task<RowSample> DrawAsync(LineageStore store, int most, long from = 0, long to = long.MaxValue) =>
        new RowSampler(store).ReadAsync(Plan, Features, new TimeRange(new Timestamp(from), new Timestamp(to)), most);
}
