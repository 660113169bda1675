using Streaming.Drift.Specs;

namespace Streaming.Drift.Tests;

static class Make
{
    public static DetectorSpec Spec(string text) =>
        DetectorSpec.TryParse(text, out var spec, out var fault) ? spec : throw new ArgumentException(fault, nameof(text));

    public static DriftDetector Detector(string text) => Spec(text).Create();

    /// <summary>Indexes of the values at which the level is reached that was not there with the value before.</summary>
    public static IEnumerable<(DriftLevel Level, int Index)> Signals(DriftDetector detector, IEnumerable<double> values)
    {
        var before = DriftLevel.None;
        foreach (var (index, value) in values.Index())
        {
            var level = detector.Next(value);
            if (level == DriftLevel.Alarm || (level == DriftLevel.Warning && before != DriftLevel.Warning))
                yield return (level, index);
            before = level;
        }
    }

    public static int[] Alarms(DriftDetector detector, IEnumerable<double> values) =>
        [.. Signals(detector, values).Where(s => s.Level == DriftLevel.Alarm).Select(s => s.Index)];
}
