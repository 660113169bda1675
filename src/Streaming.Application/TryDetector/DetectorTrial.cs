using System.Globalization;
using Streaming.Application.Services;
using Streaming.Drift;

namespace Streaming.Application.TryDetector;

/// <summary>Gives a detector the cells of a column, and keeps what came of it.</summary>
sealed class DetectorTrial(DriftDetector detector)
{
    const int MostBad = 20;
    const int MostSignals = 100_000;
    const int MostText = 40;

    readonly List<BadCell> _bad = [];
    readonly List<DetectorSignal> _signals = [];
    readonly ProfileBuilder _profile = new();
    long _values;
    long _missing;
    long _badCount;
    long _alarms;
    long _warnings;
    DriftLevel _level;
    double _sum;
    long _since;

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<char> cell)
    {
        Rows++;
        var value = Value(cell);
        _profile.Add(value);
        if (value is { } number)
            Watch(number);
    }

    /// <summary>Null where there is none that the detector takes.</summary>
    double? Value(ReadOnlySpan<char> cell)
    {
        if (CsvCell.IsMissing(cell))
        {
            _missing++;
            return null;
        }

        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return Bad(cell, "no number");
        return detector.Range.Contains(value) ? value : Bad(cell, $"the detector takes {detector.Range}");
    }

    public TriedDetector Result(string file, string column) =>
        new(
            file,
            column,
            detector.Spec.ToString(),
            Rows,
            _values,
            _missing,
            _badCount,
            _bad,
            _alarms,
            _warnings,
            _signals,
            _profile.Build()
        );

    void Watch(double value)
    {
        _values++;
        _sum += value;
        _since++;
        var before = _level;
        _level = detector.Add(value);
        if (_level == DriftLevel.None || (_level == DriftLevel.Warning && before == DriftLevel.Warning))
            return;
        if (_signals.Count < MostSignals)
            _signals.Add(new DetectorSignal(Rows, _level, value, _sum / _since));
        if (_level == DriftLevel.Warning)
        {
            _warnings++;
            return;
        }

        _alarms++;
        (_sum, _since) = (0, 0);
    }

    double? Bad(ReadOnlySpan<char> cell, string reason)
    {
        _badCount++;
        if (_bad.Count < MostBad)
            _bad.Add(new BadCell(Rows, cell.Length <= MostText ? cell.ToString() : $"{cell[..MostText]}…", reason));
        return null;
    }
}
