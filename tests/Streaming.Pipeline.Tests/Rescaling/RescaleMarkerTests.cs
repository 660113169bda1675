using Streaming.Lineage;
using Streaming.Pipeline.Rescaling;

namespace Streaming.Pipeline.Tests.Rescaling;

public sealed class RescaleMarkerTests
{
    [Fact]
    public void A_marker_survives_its_text()
    {
        var read = RescaleMarker.Of(Header(new RescaleMarker(3, 8, [17, 0, 23]).ToString()))!;
        (read.From, read.To).ShouldBe((3, 8));
        read.Versions.ShouldBe([17L, 0L, 23L]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("from 2 to 3")]
    [InlineData("from 2 to 3 after 1")]
    [InlineData("from x to 3 after 1,2")]
    [InlineData("from 2 to 3 after 1,-2")]
    public void Any_other_text_is_none(string text) => RescaleMarker.Of(Header(text)).ShouldBeNull();

    [Fact]
    public void A_batch_without_it_is_none()
    {
        RescaleMarker.Of(new BatchHeader { Positions = [] }).ShouldBeNull();
        RescaleMarker.VersionIn(new BatchHeader { Positions = [] }).ShouldBe(0);
        RescaleMarker.VersionIn(null).ShouldBe(0);
    }

    static BatchHeader Header(string text) => new()
    {
        Positions = [],
        Extra = new Dictionary<string, string>(StringComparer.Ordinal) { [RescaleMarker.Key] = text },
    };
}
