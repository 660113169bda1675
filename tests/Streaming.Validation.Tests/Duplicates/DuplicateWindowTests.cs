using CsCheck;
using Streaming.Events.Time;
using Streaming.Validation.Duplicates;

namespace Streaming.Validation.Tests.Duplicates;

public sealed class DuplicateWindowTests
{
    const long Minute = 60_000_000;

    [Fact]
    public void Verdicts_are_those_of_a_memory_that_forgets_nothing() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 3_000])
            .Sample(
                (seed, count) =>
                {
                    var random = new Random(seed);
                    var window = new DuplicateWindow(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(500));
                    var clock = new EventClock(500 * Minute);
                    var remembered = new Dictionary<int, long>();
                    for (var i = 0; i < count; i++)
                    {
                        var id = random.Next(count / 2 + 1);
                        var time = (i + random.Next(-80, 80)) * Minute;
                        var hash = IdHash.Of(default, BitConverter.GetBytes(id));
                        var oldest = clock.Time is { } now ? now.Micros - (60 * Minute) : long.MinValue;
                        var expected =
                            remembered.TryGetValue(id, out var before) && before >= oldest && Math.Abs(time - before) <= 60 * Minute;
                        window.IsDuplicate(hash, new Timestamp(time)).ShouldBe(expected);
                        if (expected)
                            continue;
                        window.Accept(hash, new Timestamp(time));
                        clock.Observe(new Timestamp(time));
                        remembered[id] = time;
                    }
                },
                iter: 100
            );

    [Fact]
    public void Memory_is_bounded_by_event_time()
    {
        var window = new DuplicateWindow(TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));
        for (var i = 0; i < 200_000; i++)
            window.Accept(IdHash.Of(default, BitConverter.GetBytes(i)), new Timestamp(i * Minute / 100));
        window.Count.ShouldBeLessThan(4_000);
    }

    [Fact]
    public void One_date_in_2100_makes_nothing_be_forgotten()
    {
        var window = new DuplicateWindow(TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));
        var (first, future) = (IdHash.Of("k"u8, "1"u8), IdHash.Of("k"u8, "2"u8));
        window.Accept(first, Timestamp.Epoch);
        window.Accept(future, new Timestamp(4_000_000_000_000_000));
        window.Accept(IdHash.Of("k"u8, "3"u8), new Timestamp(Minute));
        window.IsDuplicate(first, new Timestamp(2 * Minute)).ShouldBeTrue();
        window.IsDuplicate(future, new Timestamp(4_000_000_000_000_000)).ShouldBeTrue();
    }

    [Fact]
    public void Key_and_id_are_not_run_together() => IdHash.Of("ab"u8, "c"u8).ShouldNotBe(IdHash.Of("a"u8, "bc"u8));

    [Fact]
    public void Long_ids_are_hashed_whole()
    {
        var id = new byte[5_000];
        var hash = IdHash.Of(default, id);
        id[^1] = 1;
        IdHash.Of(default, id).ShouldNotBe(hash);
    }
}
