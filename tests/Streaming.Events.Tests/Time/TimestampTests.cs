using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CsCheck;
using Shouldly;
using Streaming.Events.Time;

namespace Streaming.Events.Tests.Time;

public sealed class TimestampTests
{
    static readonly long[] Edges = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];

    static readonly Gen<Timestamp> Any = Gen.OneOf(
            Gen.Long,
            Gen.Long[-1_000, 1_000],
            Gen.Long[IsoTime.First.Micros, IsoTime.Last.Micros],
            Gen.Int[0, Edges.Length - 1].Select(i => Edges[i])
        )
        .Select(micros => new Timestamp(micros));

    static readonly Gen<Timestamp> Dated = Gen.Long[IsoTime.First.Micros, IsoTime.Last.Micros].Select(micros => new Timestamp(micros));

    [Fact]
    public void It_is_one_int64() => Unsafe.SizeOf<Timestamp>().ShouldBe(sizeof(long));

    [Fact]
    public void Two_are_ordered_as_their_microseconds() =>
        Gen.Select(Any, Any)
            .Sample(
                (one, other) =>
                {
                    var order = one.Micros.CompareTo(other.Micros);
                    (one < other).ShouldBe(order < 0);
                    (one <= other).ShouldBe(order <= 0);
                    (one > other).ShouldBe(order > 0);
                    (one >= other).ShouldBe(order >= 0);
                    (one == other).ShouldBe(order == 0);
                    one.CompareTo(other).ShouldBe(order);
                    Timestamp.Max(one, other).Micros.ShouldBe(Math.Max(one.Micros, other.Micros));
                    Timestamp.Min(one, other).Micros.ShouldBe(Math.Min(one.Micros, other.Micros));
                }
            );

    [Fact]
    public void Nothing_is_before_the_beginning_or_after_the_end() =>
        Any.Sample(time => (time >= Timestamp.Beginning && time <= Timestamp.End).ShouldBeTrue());

    [Fact]
    public void A_date_comes_back_from_the_platform_and_from_text() =>
        Dated.Sample(time =>
        {
            var moment = time.ToDateTimeOffset();
            moment.Offset.ShouldBe(TimeSpan.Zero);
            Timestamp.From(moment).ShouldBe(time);
            IsoTime.TryParse(System.Text.Encoding.UTF8.GetBytes(time.ToString()), out var read).ShouldBeTrue();
            read.ShouldBe(time);
        });

    [Fact]
    public void A_moment_is_rounded_down_to_its_microsecond_before_1970_too()
    {
        Timestamp.From(DateTimeOffset.UnixEpoch.AddTicks(19)).ShouldBe(new Timestamp(1));
        Timestamp.From(DateTimeOffset.UnixEpoch.AddTicks(-1)).ShouldBe(new Timestamp(-1));
        Timestamp.From(new DateTimeOffset(2018, 6, 11, 2, 0, 24, TimeSpan.FromHours(2))).ToString().ShouldBe("2018-06-11T00:00:24Z");
    }

    [Fact]
    public void Milliseconds_of_Kafka_come_back_and_are_rounded_down() =>
        Any.Sample(time =>
        {
            var milliseconds = time.ToUnixMilliseconds();
            var whole = new BigInteger(milliseconds) * 1_000;
            (whole <= time.Micros && time.Micros < whole + 1_000).ShouldBeTrue();
            if (whole >= long.MinValue)
                Timestamp.FromUnixMilliseconds(milliseconds).Micros.ShouldBe((long)whole);
        });

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData((long.MaxValue / 1_000) + 1)]
    public void Milliseconds_that_are_too_far_away_are_the_end_of_time_or_its_beginning(long milliseconds)
    {
        Timestamp.FromUnixMilliseconds(milliseconds).ShouldBe(Timestamp.End);
        Timestamp.FromUnixMilliseconds(-milliseconds).ShouldBe(Timestamp.Beginning);
    }

    [Fact]
    public void A_length_of_time_added_is_the_one_between() =>
        Gen.Select(Dated, Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Select(m => TimeSpan.FromMicroseconds(m)))
            .Sample(
                (time, span) =>
                {
                    var later = time + span;
                    (later - time).ShouldBe(span);
                    (later - span).ShouldBe(time);
                    time.AddMicros(span.Micros()).ShouldBe(later);
                }
            );

    [Fact]
    public void Sums_are_exact_or_say_what_is_wrong() =>
        Gen.Select(Any, Gen.Long)
            .Sample(
                (time, micros) =>
                {
                    var sum = new BigInteger(time.Micros) + micros;
                    if (sum >= long.MinValue && sum <= long.MaxValue)
                        time.AddMicros(micros).Micros.ShouldBe((long)sum);
                    else
                        Should.Throw<OverflowException>(() => time.AddMicros(micros)).Message.ShouldContain($"{micros} µs");
                }
            );

    [Fact]
    public void Earlier_and_later_end_where_time_does() =>
        Gen.Select(Any, Gen.Long[0, long.MaxValue])
            .Sample(
                (time, micros) =>
                {
                    var later = BigInteger.Min(new BigInteger(time.Micros) + micros, long.MaxValue);
                    var earlier = BigInteger.Max(new BigInteger(time.Micros) - micros, long.MinValue);
                    time.Later(micros).ShouldBe(time == Timestamp.Beginning ? time : new Timestamp((long)later));
                    time.Earlier(micros).ShouldBe(time == Timestamp.End ? time : new Timestamp((long)earlier));
                }
            );

    [Fact]
    public void The_distance_is_exact_where_there_is_such_a_number() =>
        Gen.Select(Any, Any)
            .Sample(
                (later, earlier) =>
                {
                    var distance = new BigInteger(later.Micros) - earlier.Micros;
                    var nearest = BigInteger.Max(long.MinValue, BigInteger.Min(long.MaxValue, distance));
                    later.MicrosSince(earlier).ShouldBe((long)nearest);
                }
            );

    [Fact]
    public void A_distance_that_no_length_of_time_can_be_says_so()
    {
        var message = Should.Throw<OverflowException>(() => Timestamp.End - Timestamp.Beginning).Message;
        message.ShouldContain("0001-01-01");
        message.ShouldContain("length of time");
    }

    [Fact]
    public void A_pane_begins_at_or_before_what_lies_in_it() =>
        Gen.Select(Dated, Gen.Long[1, 100_000_000_000])
            .Sample(
                (time, pane) =>
                {
                    var floor = time.Floor(pane);
                    (floor.Micros % pane).ShouldBe(0);
                    (floor <= time && time.MicrosSince(floor) < pane).ShouldBeTrue();
                }
            );

    [Theory]
    [InlineData(-1, -10)]
    [InlineData(-10, -10)]
    [InlineData(-11, -20)]
    [InlineData(9, 0)]
    [InlineData(10, 10)]
    public void Panes_follow_each_other_through_1970(long time, long begins) =>
        new Timestamp(time).Floor(10).ShouldBe(new Timestamp(begins));

    [Fact]
    public void In_JSON_it_is_the_number_that_int64_was() =>
        Any.Sample(time =>
        {
            JsonSerializer.Serialize(time).ShouldBe(JsonSerializer.Serialize(time.Micros));
            JsonSerializer.Deserialize<Timestamp>(JsonSerializer.Serialize(time.Micros)).ShouldBe(time);
            JsonSerializer.Serialize(new Bounds(time, null)).ShouldBe($$"""{"From":{{time.Micros}},"To":null}""");
        });

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("null")]
    public void Other_JSON_is_refused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Timestamp>(json));

    [Fact]
    public void Outside_of_the_calendar_there_is_no_date()
    {
        IsoTime.Last.ToDateTimeOffset().Year.ShouldBe(9999);
        IsoTime.First.ToDateTimeOffset().Year.ShouldBe(1);
        Should.Throw<OverflowException>(() => IsoTime.Last.AddMicros(1).ToDateTimeOffset()).Message.ShouldContain("years 1 to 9999");
        Should.Throw<OverflowException>(() => Timestamp.Beginning.ToDateTimeOffset());
        Timestamp.Beginning.ToString().ShouldBe(IsoTime.First.ToString());
    }

    [Fact]
    public void Now_is_to_the_millisecond()
    {
        var now = Timestamp.Now(new Clock(new DateTimeOffset(2018, 6, 11, 0, 0, 0, TimeSpan.Zero).AddTicks(12_345_678)));
        now.ToString().ShouldBe("2018-06-11T00:00:01.234Z");
    }

    sealed record Bounds(Timestamp? From, Timestamp? To);

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
