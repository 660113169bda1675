using CsCheck;
using Streaming.Events.Time;
using Streaming.Publishing.Order;

namespace Streaming.Publishing.Tests;

public sealed class WatermarkClockTests
{
    const long Drift = 100;

    [Fact]
    public void Follows_times_in_order_and_never_goes_back() =>
        Gen.Int[0, (int)Drift]
            .Array[2, 50]
            .Sample(steps =>
            {
                var clock = new WatermarkClock(Drift);
                var time = 0L;
                foreach (var step in steps)
                {
                    time += step;
                    clock.Observe(new Timestamp(time));
                }

                clock.Now.ShouldBe(new Timestamp(time));
                clock.Observe(new Timestamp(time - 50));
                clock.Now.ShouldBe(new Timestamp(time));
            });

    [Fact]
    public void One_absurd_time_moves_nothing_wherever_it_stands() =>
        Gen.Select(Gen.Int[0, 9], Gen.Long[1_000_000, long.MaxValue])
            .Sample(
                (place, absurd) =>
                {
                    var clock = new WatermarkClock(Drift);
                    for (var i = 0; i < 10; i++)
                    {
                        if (i == place)
                            clock.Observe(new Timestamp(absurd));
                        clock.Observe(new Timestamp(i * 10));
                    }

                    clock.Now.ShouldBe(new Timestamp(90));
                }
            );

    [Fact]
    public void A_gap_is_believed_once_the_next_time_confirms_it()
    {
        var clock = new WatermarkClock(Drift);
        clock.Observe(new Timestamp(0));
        clock.Observe(new Timestamp(1));
        clock.Observe(new Timestamp(10_000));
        clock.Now.ShouldBe(new Timestamp(1));
        clock.Observe(new Timestamp(10_001));
        clock.Now.ShouldBe(new Timestamp(10_001));
    }

    [Fact]
    public void Times_far_apart_from_each_other_are_believed_one_behind()
    {
        var clock = new WatermarkClock(Drift);
        foreach (var time in (long[])[0, 1000, 2000, 3000])
            clock.Observe(new Timestamp(time));
        clock.Now.ShouldBe(new Timestamp(2000));
    }
}
