using CsCheck;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Tests.Loading;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30d", 30 * 24 * 3600.0)]
    [InlineData("5m", 300)]
    [InlineData("500ms", 0.5)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d2h3m4s5ms6us", 93784.005006)]
    [InlineData("0s", 0)]
    public void Durations_read_as_written(string text, double seconds)
    {
        DurationText.TryParse(text, out var value).ShouldBeTrue();
        value.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("d")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("1.5h")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("5min")]
    [InlineData("3651d")]
    [InlineData("99999999999999999999d")]
    [InlineData("3650d1us")]
    public void Others_are_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void What_is_formatted_reads_back() =>
        Gen.Long[0, DurationText.Longest.Ticks / 10]
            .Sample(us =>
            {
                var value = TimeSpan.FromTicks(us * 10);
                return DurationText.TryParse(DurationText.Format(value), out var read) && read == value;
            });
}
