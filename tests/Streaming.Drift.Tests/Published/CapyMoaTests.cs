using Streaming.Drift.Tests.Streams;

namespace Streaming.Drift.Tests.Published;

/// <summary>The examples in CapyMOA's documentation, which runs MOA's own detectors.</summary>
public sealed class CapyMoaTests
{
    static double[] Jump()
    {
        var random = MersenneTwister.OfNumpy(0);
        double[] stream = [.. Enumerable.Range(0, 2000).Select(_ => random.Masked(2))];
        for (var i = 999; i < stream.Length; i++)
            stream[i] = 4 + random.Masked(4);
        return stream;
    }

    [Theory]
    [InlineData("adwin:delta=0.001", new[] { 1023, 1055 })]
    [InlineData("ddm", new[] { 1005 })]
    public void Detectors_alarm_where_CapyMOA_says(string detector, int[] alarms) =>
        Make.Alarms(Make.Detector(detector), Jump()).ShouldBe(alarms);

    [Fact]
    public void Eddm_on_errors_only_after_no_errors() =>
        Make.Alarms(Make.Detector("eddm"), [.. Enumerable.Repeat(0.0, 1000), .. Enumerable.Repeat(1.0, 1000)]).ShouldBe([1030]);
}
