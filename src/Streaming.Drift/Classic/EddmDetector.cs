using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// The early drift detection method: how many values lie between two errors, mean plus two standard deviations, as a share of the
/// greatest seen; errors that come closer together lower it. Baena-García, del Campo-Ávila, Fidalgo, Bifet, Gavaldà, Morales-Bueno,
/// Early drift detection method, 2006. Values: 1 an error, 0 none.
/// </summary>
sealed class EddmDetector : DriftDetector
{
    public static DetectorKind Eddm { get; } =
        new(
            "eddm",
            "Compares the distances between errors with the greatest so far; meant for gradual change.",
            "Baena-García and others, IWKDDS 2006",
            [
                new NumberParameter("warning", "share of the greatest distance below which it warns", "0.95", 0, 1),
                new NumberParameter("alarm", "share of the greatest distance below which it alarms", "0.9", 0, 1),
                new NumberParameter("warmup", "values and errors before the first alarm", "30", 1, 1e9, Whole: true),
            ]
        )
        {
            Make = spec => new EddmDetector(spec),
            Check = spec => spec.Number("alarm") <= spec.Number("warning") ? null : "eddm: alarm is at most warning.",
        };

    readonly double _warning;
    readonly double _alarm;
    readonly int _warmup;

    long _count;
    long _errors;
    long _lastError;
    double _mean;
    double _squares;
    double _greatest;
    bool _warned;

    EddmDetector(DetectorSpec spec)
        : base(spec, ValueRange.Binary) =>
        (_warning, _alarm, _warmup) = (spec.Number("warning"), spec.Number("alarm"), spec.Whole("warmup"));

    internal override DriftLevel Next(double value)
    {
        _count++;
        // Between errors the last answer stands.
        if (value != 1)
            return _warned ? DriftLevel.Warning : DriftLevel.None;
        _errors++;
        var distance = _count - _lastError;
        _lastError = _count;
        var before = _mean;
        _mean += (distance - _mean) / _errors;
        _squares += (distance - _mean) * (distance - before);
        _warned = false;
        if (_count <= _warmup)
            return DriftLevel.None;
        var reach = _mean + 2 * Math.Sqrt(_squares / Math.Max(1, _errors - 1));
        if (reach > _greatest)
        {
            _greatest = reach;
            return DriftLevel.None;
        }

        if (_errors <= _warmup)
            return DriftLevel.None;
        if (reach < _alarm * _greatest)
        {
            (_count, _errors, _lastError, _mean, _squares, _greatest) = (0, 0, 0, 0, 0, 0);
            return DriftLevel.Alarm;
        }

        _warned = reach < _warning * _greatest;
        return _warned ? DriftLevel.Warning : DriftLevel.None;
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_count);
        state.Long(_errors);
        state.Long(_lastError);
        state.Doubles([_mean, _squares, _greatest]);
        state.Bool(_warned);
    }

    internal override void Read(ref StateReader state)
    {
        _count = state.Count(long.MaxValue - 1);
        _errors = state.Count(_count);
        _lastError = state.Count(_count);
        _mean = state.Within(0, double.MaxValue);
        _squares = state.Within(0, double.MaxValue);
        _greatest = state.Within(0, double.MaxValue);
        _warned = state.Bool();
    }
}
