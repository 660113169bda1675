using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// The drift detection method: an alarm when the error rate and its standard deviation, p + s, lie above the best seen by so many of
/// its standard deviations. Gama, Medas, Castillo, Rodrigues, Learning with drift detection, SBIA 2004. Values: 1 an error, 0 none.
/// </summary>
sealed class DdmDetector : DriftDetector
{
    public static DetectorKind Ddm { get; } =
        new(
            "ddm",
            "Compares an error rate with the best so far; finds rises only.",
            "Gama, Medas, Castillo, Rodrigues, SBIA 2004",
            [
                new NumberParameter("warning", "standard deviations above the best at which it warns", "2", 0, 100),
                new NumberParameter("alarm", "standard deviations above the best at which it alarms", "3", 0, 100),
                new NumberParameter("warmup", "values before the first alarm", "30", 1, 1e9, Whole: true),
            ]
        )
        {
            Make = spec => new DdmDetector(spec),
            Check = spec => spec.Number("warning") <= spec.Number("alarm") ? null : "ddm: warning is at most alarm.",
        };

    readonly double _warning;
    readonly double _alarm;
    readonly int _warmup;

    long _count;
    double _rate;
    double _leastRate = double.PositiveInfinity;
    double _leastDeviation = double.PositiveInfinity;

    DdmDetector(DetectorSpec spec)
        : base(spec, ValueRange.Unit) => (_warning, _alarm, _warmup) = (spec.Number("warning"), spec.Number("alarm"), spec.Whole("warmup"));

    internal override DriftLevel Next(double value)
    {
        _count++;
        _rate += (value - _rate) / _count;
        if (_count <= _warmup)
            return DriftLevel.None;
        var deviation = Math.Sqrt(_rate * (1 - _rate) / _count);
        if (_rate + deviation <= _leastRate + _leastDeviation)
            (_leastRate, _leastDeviation) = (_rate, deviation);
        if (_rate + deviation > _leastRate + _alarm * _leastDeviation)
        {
            (_count, _rate) = (0, 0);
            (_leastRate, _leastDeviation) = (double.PositiveInfinity, double.PositiveInfinity);
            return DriftLevel.Alarm;
        }

        return _rate + deviation > _leastRate + _warning * _leastDeviation ? DriftLevel.Warning : DriftLevel.None;
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_count);
        state.Doubles([_rate, _leastRate, _leastDeviation]);
    }

    internal override void Read(ref StateReader state)
    {
        _count = state.Count(long.MaxValue - 1);
        _rate = state.Within(0, 1);
        (_leastRate, _leastDeviation) = (state.Within(0, double.PositiveInfinity), state.Within(0, double.PositiveInfinity));
    }
}
