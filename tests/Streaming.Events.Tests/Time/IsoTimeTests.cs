using System.Globalization;
using System.Text;
using CsCheck;
using Streaming.Events.Time;

namespace Streaming.Events.Tests.Time;

public sealed class IsoTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0L)]
    [InlineData("2018-06-11T00:00:24", 1_528_675_224_000_000L)]
    [InlineData("2018-06-11 00:00:24", 1_528_675_224_000_000L)]
    [InlineData("2018-06-11t00:00:24z", 1_528_675_224_000_000L)]
    [InlineData("2018-06-11T02:00:24+02:00", 1_528_675_224_000_000L)]
    [InlineData("2018-06-10T22:30:24-0130", 1_528_675_224_000_000L)]
    [InlineData("2018-06-11T02:00:24+02", 1_528_675_224_000_000L)]
    [InlineData("2018-06-11T00:00:24.5", 1_528_675_224_500_000L)]
    [InlineData("2018-06-11T00:00:24,123456789Z", 1_528_675_224_123_456L)]
    [InlineData("2018-06-11T00:00", 1_528_675_200_000_000L)]
    [InlineData("2018-06-11", 1_528_675_200_000_000L)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1L)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000_000)]
    [InlineData("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999)]
    public void Times_are_read(string text, long expected)
    {
        IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out var time).ShouldBeTrue();
        time.ShouldBe(new Timestamp(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2018-06-1")]
    [InlineData("2018-02-29T00:00:00")]
    [InlineData("2018-13-01T00:00:00")]
    [InlineData("0000-01-01T00:00:00")]
    [InlineData("2018-06-11T24:00:00")]
    [InlineData("2018-06-11T23:59:60")]
    [InlineData("2018-06-11T23:60:00")]
    [InlineData("2018-06-11T00:00:00.")]
    [InlineData("2018-06-11T00:00:00.1234567890")]
    [InlineData("2018-06-11T00:00:00ZZ")]
    [InlineData("2018-06-11T00:00:00+2")]
    [InlineData("2018-06-11T00:00:00+02:60")]
    [InlineData("2018-06-11T00:00:00 +02:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("11.06.2018 00:00:00")]
    [InlineData("2018-06-11T0٣:00:00")]
    public void What_is_no_time_is_refused(string text) => IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Every_time_is_written_as_the_library_reads_it_and_comes_back() =>
        Gen.Long[IsoTime.First.Micros, IsoTime.Last.Micros]
            .Sample(
                time =>
                {
                    var text = IsoTime.Format(new Timestamp(time));
                    var library = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
                    (library - DateTimeOffset.UnixEpoch).Ticks.ShouldBe(time * 10);
                    IsoTime.TryParse(Encoding.ASCII.GetBytes(text), out var back).ShouldBeTrue();
                    back.ShouldBe(new Timestamp(time));
                },
                iter: 20_000
            );

    [Fact]
    public void Only_as_many_decimals_are_written_as_are_needed()
    {
        IsoTime.Format(Timestamp.Epoch).ShouldBe("1970-01-01T00:00:00Z");
        IsoTime.Format(new Timestamp(1_000)).ShouldBe("1970-01-01T00:00:00.001Z");
        IsoTime.Format(new Timestamp(1)).ShouldBe("1970-01-01T00:00:00.000001Z");
    }

    [Fact]
    public void Damaged_times_never_throw() =>
        Gen.Select(Gen.Int[0, 31], Gen.Byte, Gen.Int[0, 32])
            .Sample(
                (at, with, length) =>
                {
                    var text = "2018-06-11T00:00:24.123456+02:00"u8.ToArray();
                    text[at] = with;
                    if (IsoTime.TryParse(text.AsSpan(0, length), out var time))
                        time.IsInCalendar.ShouldBeTrue();
                },
                iter: 20_000
            );
}
