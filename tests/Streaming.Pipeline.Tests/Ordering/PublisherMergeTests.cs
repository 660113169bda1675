using CsCheck;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.Pipeline.Tests.Ordering.Items;

namespace Streaming.Pipeline.Tests.Ordering;

/// <summary>Several publishers on one partition: each is in its own order, and none makes another's rows late.</summary>
public sealed class PublisherMergeTests
{
    static readonly OrderModel Order = new()
    {
        Drift = TimeSpan.FromMicroseconds(100),
        MaxWait = TimeSpan.FromSeconds(1),
        PublisherTimeout = TimeSpan.FromSeconds(10),
    };
    readonly ManualTime _time = new();
    readonly Output _output = new();

    [Fact]
    public void A_publisher_that_is_ahead_makes_nobody_late()
    {
        var merge = Merge();
        merge.Add(0, By("a", Row(0, 50, "a1"), Mark(1, 51)));
        merge.Add(0, By("b", Row(2, 10, "b1"), Row(3, 20, "b2"), Mark(4, 21)));
        Released(merge).ShouldBe(["10:b1", "20:b2"]);
        merge.Add(0, By("b", Row(5, 60, "b3"), Mark(6, 70)));
        Released(merge).ShouldBe(["50:a1"]);
        _output.Cuts[^1].Batch.Positions[0].NextOffset.ShouldBe(5);
    }

    [Fact]
    public void A_position_is_what_all_have_passed_and_what_one_has_taken_beyond_it_is_not_taken_again()
    {
        var merge = Merge();
        MergeSlice[] log = [By("a", Row(0, 50, "a1"), Mark(1, 51)), By("b", Row(2, 10, "b1"), Mark(3, 21))];
        foreach (var slice in log)
            merge.Add(0, slice);
        Released(merge).ShouldBe(["10:b1"]);
        var batch = _output.Cuts[^1].Batch;
        batch.Positions[0].NextOffset.ShouldBe(0);

        var again = new EventTimeMerge(
            [Events() with { Start = batch.Positions[0], Publishers = batch.Publishers.Single() }],
            Order,
            _time,
            batch.Clock
        );
        foreach (var slice in log)
            again.Add(0, slice);
        again.Add(0, By("b", Row(4, 60, "b2"), Mark(5, 61)));
        Released(again).ShouldBe(["50:a1"]);
    }

    [Fact]
    public void Those_who_give_no_name_wait_for_the_end_of_the_partition_beside_one_with_watermarks()
    {
        var merge = Merge();
        merge.Add(0, Slice(Row(0, 60, "p1"), Row(1, 70, "p2")));
        merge.Add(0, By("a", Row(2, 5, "a1"), Mark(3, 80)));
        Released(merge).ShouldBe(["5:a1", "60:p1"]);
        merge.End(0);
        _time.Pass(Order.MaxWait);
        merge.End(0);
        Released(merge).ShouldBe(["70:p2"]);
    }

    [Fact]
    public void One_who_is_gone_without_a_word_is_waited_for_until_its_time_out()
    {
        var merge = Merge();
        merge.Add(0, By("a", Row(0, 5, "a1"), Mark(1, 6)));
        merge.Add(0, By("b", Row(2, 20, "b1"), Mark(3, 30)));
        merge.End(0);
        Released(merge).ShouldBe(["5:a1"]);
        _time.Pass(TimeSpan.FromSeconds(9));
        merge.Add(0, By("b", Mark(4, 31)));
        merge.End(0);
        Released(merge).ShouldBeEmpty();
        _time.Pass(TimeSpan.FromSeconds(1));
        merge.End(0);
        Released(merge).ShouldBe(["20:b1"]);
    }

    [Fact]
    public void Watermarks_of_another_name_say_nothing_of_those_without_one()
    {
        var merge = Merge();
        merge.Add(0, Slice(Row(0, 5, "p1"), Row(1, 6, "p2")));
        merge.Add(0, By("forger", Mark(2, 90), Mark(3, 180)));
        merge.Add(0, Slice(Row(4, 7, "p3"), Row(5, 9, "p4")));
        Released(merge).ShouldBe(["5:p1", "6:p2", "7:p3"]);
    }

    [Fact]
    public void However_many_names_there_are_the_first_ones_are_told_apart_and_nothing_is_lost()
    {
        var merge = Merge();
        for (var i = 0; i < 500; i++)
            merge.Add(0, By("p" + i, Row(i, 100 + (i % 7), "e" + i)));
        merge.End(0);
        _time.Pass(Order.MaxWait);
        merge.End(0);
        Released(merge).Count.ShouldBe(500);
        merge.TakeProgress();
        _output.Cuts[^1].Batch.Publishers.Single().Positions.Count.ShouldBe(MergedInput.MostPublishers + 1);
    }

    [Fact]
    public void Each_publisher_in_order_gives_one_sorted_sequence_however_it_is_read_and_wherever_it_is_restored()
    {
        Gen.Select(Logs, Gen.Int, Gen.Int, Gen.Double[0, 1])
            .Sample(
                (items, seed1, seed2, where) =>
                {
                    var sorted = items
                        .Where(i => i.Item.Kind == ItemKind.Row)
                        .Select(i => i.Item)
                        .OrderBy(i => i.Time)
                        .ThenBy(i => i.Id.Length)
                        .ThenBy(i => i.Id, StringComparer.Ordinal)
                        .Select(i => i.Time + ":" + i.Id)
                        .ToList();
                    var whole = Run(items, new Random(seed1), Events(), long.MinValue);
                    whole.Rows.ShouldBe(sorted);
                    var rejected = items.Where(i => i.Item.Kind == ItemKind.Rejected).Select(i => i.Item.Offset).ToList();
                    whole.Rejected.Order().ShouldBe(rejected);
                    if (whole.Cuts.Count == 0)
                        return;

                    var cut = whole.Cuts[(int)(where * (whole.Cuts.Count - 1))];
                    var start = cut.Batch.Positions[0];
                    var rest = Run(
                        [.. items.Where(i => i.Item.Offset >= start.NextOffset)],
                        new Random(seed2),
                        Events() with
                        {
                            Start = start,
                            Publishers = cut.Batch.Publishers.SingleOrDefault(),
                        },
                        cut.Batch.Clock.Micros
                    );
                    rest.Rows.ShouldBe(whole.Rows[cut.Rows..]);
                    rest.Rejected.Order().ShouldBe(whole.Rejected[cut.Rejected..].Order());
                }
            );
    }

    static Gen<List<(string Name, Item Item)>> Logs =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 40])
            .Array[0, 80]
            .Select(steps =>
            {
                string[] names = ["", "a", "b"];
                var items = names.Select((name, i) => (name, Mark(i, 0))).ToList();
                var times = new long[3];
                foreach (var (who, what, step) in steps)
                {
                    var offset = items.Count;
                    // What is rejected has no time. A time that moved unseen would be a leap, and a leap past the drift is passed early.
                    if (what != 0)
                        times[who] += step;
                    items.Add(
                        (
                            names[who],
                            what switch
                            {
                                0 => Rejected(offset),
                                1 or 2 => Mark(offset, times[who]),
                                _ => Row(offset, times[who], names[who] + offset),
                            }
                        )
                    );
                }

                for (var i = 0; i < 3; i++)
                    items.Add((names[i], Idle(items.Count)));
                return items;
            });

    static Output Run(List<(string Name, Item Item)> items, Random random, MergeInput input, long clock)
    {
        var (time, output) = (new ManualTime(), new Output());
        var merge = new EventTimeMerge([input], Order, time, new Timestamp(clock));
        for (var i = 0; i < items.Count; )
        {
            var piece = items.GetRange(i, Math.Min(random.Next(1, 9), items.Count - i));
            i += piece.Count;
            merge.Add(
                0,
                Slice([.. piece.Select(p => p.Item)]) with
                {
                    Publishers = [.. piece.Select(p => new PublisherRun(p.Item.Offset, p.Name))],
                }
            );
            if (random.Next(2) == 0)
                output.Drain(merge, 1 + random.Next(20));
        }

        merge.End(0);
        time.Pass(Order.PublisherTimeout);
        merge.End(0);
        output.Drain(merge, 100);
        merge.BufferedRows.ShouldBe(0);
        return output;
    }

    static MergeInput Events() => Input(RowContent.Events, 0);

    static MergeSlice By(string name, params IReadOnlyList<Item> items) =>
        Slice(items) with
        {
            Publishers = [new PublisherRun(items[0].Offset, name)],
        };

    EventTimeMerge Merge() => new([Events()], Order, _time);

    List<string> Released(EventTimeMerge merge)
    {
        var before = _output.Rows.Count;
        _output.Drain(merge, 1000);
        return _output.Rows[before..];
    }
}
