using CsCheck;
using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Ordering;

public sealed class EventTimeMergePropertyTests
{
    static readonly Gen<InputLog[]> Disordered = Logs(InputLog.Disordered);
    static readonly Gen<InputLog[]> Ordered = Logs(InputLog.Ordered);

    [Fact]
    public void Inputs_in_order_leave_as_one_sorted_sequence()
    {
        Gen.Select(Ordered, Gen.Int).Sample((logs, seed) => MergeRun.Run(logs, seed).Rows.ShouldBe(Sorted(logs)));
    }

    [Fact]
    public void The_order_does_not_depend_on_when_pieces_arrive()
    {
        Gen.Select(Disordered, Gen.Int, Gen.Int)
            .Sample(
                (logs, seed1, seed2) =>
                {
                    var one = MergeRun.Run(logs, seed1);
                    var other = MergeRun.Run(logs, seed2);
                    other.Rows.ShouldBe(one.Rows);
                    other.Rejected.Order().ShouldBe(one.Rejected.Order());
                    one.Rejected.Order().ShouldBe(RejectedOf(logs));
                }
            );
    }

    [Fact]
    public void Restored_at_any_batch_it_goes_on_with_the_same_rows()
    {
        Gen.Select(Disordered, Gen.Int, Gen.Int, Gen.Double[0, 1])
            .Sample(
                (logs, seed1, seed2, where) =>
                {
                    var whole = MergeRun.Run(logs, seed1);
                    if (whole.Cuts.Count == 0)
                        return;
                    var cut = whole.Cuts[(int)(where * (whole.Cuts.Count - 1))];
                    var rest = MergeRun.Run(logs, seed2, cut.Batch.Positions, cut.Batch.Clock.Micros);
                    rest.Rows.ShouldBe(whole.Rows[cut.Rows..]);
                    rest.Rejected.Order().ShouldBe(whole.Rejected[cut.Rejected..].Order());
                }
            );
    }

    /// <summary>
    /// Fails where a row far ahead that follows a watermark far ahead is remembered as one: the next row far ahead was then believed,
    /// unless
    /// there was a restart in between, since positions do not remember rows.
    /// </summary>
    [Fact]
    public void Two_rows_far_ahead_are_early_with_a_restart_between_them_and_without()
    {
        var log = new InputLog(
            InputKind.Source,
            RowContent.Events,
            [
                Items.Mark(0, 0),
                Items.Row(1, 0, "a"),
                Items.Mark(2, 150),
                Items.Row(3, 4000, "b"),
                Items.Row(4, 3000, "c"),
                Items.Row(5, 200, "d"),
                Items.Idle(6),
            ],
            []
        );
        for (var seed = 0; seed < 20; seed++)
        {
            var whole = MergeRun.Run([log], seed);
            whole.Rows.ShouldBe(["0:a", "4000:b:Early", "3000:c:Early", "200:d"], ignoreOrder: true);
            foreach (var cut in whole.Cuts)
                MergeRun.Run([log], seed, cut.Batch.Positions, cut.Batch.Clock.Micros).Rows.ShouldBe(whole.Rows[cut.Rows..]);
        }
    }

    /// <summary>Fails where a watermark is confirmed by what came after something else: positions say that there is none then.</summary>
    [Fact]
    public void What_nobody_believes_comes_between_a_watermark_and_its_confirmation_all_the_same()
    {
        var order = new InputOrder(drift: 100, judged: false, new InputPosition("t", 0, 0));
        Span<Timestamp> places = stackalloc Timestamp[1];
        order.Place([new Timestamp(10)], [0], latest: new Timestamp(1000), places);
        order.Advance(new Timestamp(500));
        order.Unconfirmed.ShouldBe(new Timestamp(500));
        order.Place([new Timestamp(2000)], [0], latest: new Timestamp(1000), places);
        order.Unconfirmed.ShouldBeNull();
    }

    [Fact]
    public void One_partition_or_eight_give_the_same_order()
    {
        Gen.Select(InputLog.Ordered(RowContent.Events, ""), InputLog.Ordered(RowContent.Labels, "l"), Gen.Int, Gen.Int)
            .Sample(
                (events, labels, seed1, seed2) =>
                {
                    events = events with { Kind = InputKind.Source };
                    var parts = Enumerable
                        .Range(0, 8)
                        .Select(p =>
                            events with
                            {
                                Items = [.. events.Items.Where(i => i.Kind == ItemKind.Watermark || i.Offset % 8 == p)],
                            }
                        );
                    MergeRun.Run([.. parts, labels], seed2).Rows.ShouldBe(MergeRun.Run([events, labels], seed1).Rows);
                }
            );
    }

    static Gen<InputLog[]> Logs(Func<RowContent, string, Gen<InputLog>> log) =>
        Gen.Select(
                log(RowContent.Events, "a"),
                log(RowContent.Events, "b"),
                log(RowContent.Events, ""),
                log(RowContent.Labels, "x"),
                log(RowContent.Labels, "y")
            )
            .Select((a, b, c, x, y) => new[] { a, b, c, x, y });

    static List<string> Sorted(InputLog[] logs) =>
        [
            .. logs.SelectMany(log => log.Items.Where(i => i.Kind == ItemKind.Row).Select(i => (Item: i, log.Content)))
                .OrderBy(r => r.Item.Time)
                .ThenBy(r => r.Content == RowContent.Labels ? 0 : 1)
                .ThenBy(r => r.Item.Id.Length)
                .ThenBy(r => r.Item.Id, StringComparer.Ordinal)
                .Select(r => (r.Content == RowContent.Labels ? "L" : "") + r.Item.Time + ":" + r.Item.Id),
        ];

    static IEnumerable<long> RejectedOf(InputLog[] logs) =>
        logs.Where(log => log.Kind != InputKind.Channel)
            .SelectMany(log => log.Items.Where(i => i.Kind == ItemKind.Rejected).Select(i => i.Offset))
            .Order();
}
