using Streaming.Drift.Classic;
using Streaming.Drift.Tests.Streams;

namespace Streaming.Drift.Tests.Published;

/// <summary>The examples in River's documentation: streams and detections as published there.</summary>
public sealed class RiverTests
{
    static double[] Jump()
    {
        var random = MersenneTwister.OfPython(12345);
        return [.. random.Choices(0, 2, 1000), .. random.Choices(4, 4, 1000)];
    }

    static double[] Errors()
    {
        var random = MersenneTwister.OfPython(42);
        return [.. random.Choices(0, 2, 1000), .. random.Weighted(0.3, 1000)];
    }

    [Theory]
    [InlineData("adwin:after=restart", 1023, 4)]
    [InlineData("page-hinkley", 1006, 5)]
    public void Detectors_alarm_where_River_says(string detector, int index, double value)
    {
        var stream = Jump();
        Make.Alarms(Make.Detector(detector), stream).ShouldBe([index]);
        stream[index].ShouldBe(value);
    }

    [Fact]
    public void Kswin_with_Pythons_draw()
    {
        var stream = Jump();
        var spec = Make.Spec("kswin:alpha=0.0001,seed=42");
        Make.Alarms(new KswinDetector(spec, new PythonSample(42)), stream).ShouldBe([1016]);
        stream[1016].ShouldBe(6);
    }

    /// <summary>In the documentation only the first warning after a change, or after the beginning, is told.</summary>
    [Theory]
    [InlineData("ddm", new[] { 1084, 1492 }, 1334)]
    [InlineData("eddm:warning=0.8,alarm=0.75", new[] { 1059 }, 1278)]
    public void Warnings_and_alarms_of_errors(string detector, int[] warnings, int alarm)
    {
        var told = new List<int>();
        var alarms = new List<int>();
        var open = true;
        foreach (var (level, index) in Make.Signals(Make.Detector(detector), Errors()))
        {
            if (level == DriftLevel.Alarm)
                alarms.Add(index);
            else if (open)
                told.Add(index);
            open = level == DriftLevel.Alarm;
        }

        alarms.ShouldBe([alarm]);
        told.ShouldBe(warnings);
    }

    sealed class PythonSample(uint seed) : ISampleSource
    {
        readonly MersenneTwister _random = MersenneTwister.OfPython(seed);

        public ulong State { get; set; }

        public int Below(int end) => _random.Below(end);
    }
}
