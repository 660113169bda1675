using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// The Page-Hinkley test: the sum of deviations from the running mean, less a drift that is allowed, with slow forgetting; an alarm
/// where it reaches a threshold. E. S. Page, Continuous inspection schemes, Biometrika 41 (1954). Thresholds are in the values' unit.
/// </summary>
sealed class PageHinkleyDetector : DriftDetector
{
    public static DetectorKind PageHinkley { get; } =
        new(
            "page-hinkley",
            "Sums up deviations from the mean so far; an alarm when the sum passes a threshold.",
            "Page, Biometrika 1954",
            [
                new NumberParameter("threshold", "sum at which it alarms, in the values' unit", "50", 0, 1e12),
                new NumberParameter("delta", "deviation a value that is allowed, in the values' unit", "0.005", 0, 1e12),
                new NumberParameter("alpha", "share of the sum that stays from value to value", "0.9999", 0, 1),
                new NumberParameter("warmup", "values before the first alarm", "30", 1, 1e9, Whole: true),
                new ChoiceParameter("direction", "which changes of the mean matter", "up", "down", "both"),
            ]
        )
        {
            Make = spec => new PageHinkleyDetector(spec),
        };

    readonly double _threshold;
    readonly double _delta;
    readonly double _alpha;
    readonly int _warmup;
    readonly bool _up;
    readonly bool _down;

    long _count;
    double _mean;
    double _rise;
    double _fall;

    PageHinkleyDetector(DetectorSpec spec)
        : base(spec, ValueRange.Finite)
    {
        (_threshold, _delta, _alpha) = (spec.Number("threshold"), spec.Number("delta"), spec.Number("alpha"));
        _warmup = spec.Whole("warmup");
        _up = spec.Text("direction") is "up" or "both";
        _down = spec.Text("direction") is "down" or "both";
    }

    internal override DriftLevel Next(double value)
    {
        _count++;
        _mean += (value - _mean) / _count;
        _rise = Math.Max(0, _alpha * _rise + (value - _mean - _delta));
        _fall = Math.Max(0, _alpha * _fall + (_mean - value - _delta));
        // The count of the published implementations is one ahead.
        if (_count + 1 < _warmup || !((_up && _rise >= _threshold) || (_down && _fall >= _threshold)))
            return DriftLevel.None;
        (_count, _mean, _rise, _fall) = (0, 0, 0, 0);
        return DriftLevel.Alarm;
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_count);
        state.Doubles([_mean, _rise, _fall]);
    }

    internal override void Read(ref StateReader state)
    {
        _count = state.Count(long.MaxValue - 1);
        _mean = state.Double();
        (_rise, _fall) = (state.Double(), state.Double());
    }
}
