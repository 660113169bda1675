using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Evidence;

/// <summary>
/// The e-detector for bounded values, by betting: Shin, Ramdas, Rinaldo, E-detectors: a nonparametric framework for sequential change
/// detection, NEJSDS 2024. While the mean does not change, its average run length to a false alarm is at least as stated, whatever the
/// distribution; with values of 0 and 1 it is the likelihood ratio of Bernoulli trials.
/// </summary>
/// <remarks>
/// The mean before the change need not be known. The range is cut into cells, and an e-detector for each says when the mean cannot have
/// stayed in that cell. An alarm needs all of them: the cell that the mean does lie in is among them, and its own run length bounds that of
/// all (the e-detector of a union of classes is the least of theirs). A cell once refuted stays so, which keeps the bound and makes a
/// value cheap.
/// </remarks>
sealed class BoundedEDetector : DriftDetector
{
    // Evenly on the arcsine scale: each about a twentieth of a standard deviation of a rate wide.
    const int Cells = 64;

    // A mean nearer to the end of the range than this share of it cannot be told from the end.
    const double NearestToEnd = 1e-9;

    static readonly NumberParameter Baseline = new(
        "baseline",
        "mean before a change; auto: whatever it is, and anew after each alarm",
        "auto",
        -1e12,
        1e12,
        Auto: true
    );
    static readonly NumberParameter Tolerance = new("tolerance", "distance of the mean from the baseline that is allowed", "0", 0, 1e12);

    public static DetectorKind Bounded { get; } =
        new(
            "e-bounded",
            "Bets on a change of the mean of values in a known range; false alarms are as rare as stated, whatever the values are like.",
            "Shin, Ramdas, Rinaldo, NEJSDS 2024",
            [
                .. Run.Parameters,
                Baseline,
                Tolerance,
                new NumberParameter("low", "the least value there can be", "0", -1e12, 1e12),
                new NumberParameter("high", "the greatest value there can be", "1", -1e12, 1e12),
            ]
        )
        {
            Make = spec => new BoundedEDetector(spec, new ValueRange(spec.Number("low"), spec.Number("high"))),
            Check = spec =>
                spec.Number("low") < spec.Number("high")
                    ? Fault(spec, new ValueRange(spec.Number("low"), spec.Number("high")))
                    : "e-bounded: low is below high.",
        };

    public static DetectorKind Bernoulli { get; } =
        new(
            "e-bernoulli",
            "Bets on a change of a rate of zeros and ones; false alarms are as rare as stated.",
            "Shin, Ramdas, Rinaldo, NEJSDS 2024",
            [.. Run.Parameters, Baseline, Tolerance]
        )
        {
            Make = spec => new BoundedEDetector(spec, ValueRange.Binary),
            Check = spec => Fault(spec, ValueRange.Binary),
        };

    readonly Run _run;
    readonly UnitCell[] _cells;

    // Indexes of the cells that are not refuted, ascending.
    readonly int[] _alive;
    int _aliveCount;

    BoundedEDetector(DetectorSpec spec, ValueRange range)
        : base(spec, range)
    {
        _run = Run.Of(spec);
        if (spec.NumberOrAuto("baseline") is { } baseline)
        {
            var (mean, tolerance) = (ToUnit(baseline), spec.Number("tolerance") / (range.High - range.Low));
            _cells = [new UnitCell(Math.Max(0, mean - tolerance), Math.Min(1, mean + tolerance), _run.Direction)];
        }
        else
        {
            _cells = [.. Enumerable.Range(0, Cells).Select(i => new UnitCell(Edge(i), Edge(i + 1), Direction.Both))];
        }

        _alive = new int[_cells.Length];
        Restart();
    }

    internal override DriftLevel Next(double value)
    {
        var x = ToUnit(value);
        var least = double.PositiveInfinity;
        var rose = false;
        var kept = 0;
        for (var i = 0; i < _aliveCount; i++)
        {
            var cell = _cells[_alive[i]];
            cell.Add(x, _run.Cusum);
            var evidence = cell.Evidence;
            if (evidence < _run.Alarm)
            {
                _alive[kept++] = _alive[i];
                least = Math.Min(least, evidence);
            }
            else
            {
                rose = cell.Rise > evidence / 2;
            }
        }

        _aliveCount = kept;
        if (kept > 0)
            return least >= _run.Warning ? DriftLevel.Warning : DriftLevel.None;
        Restart();
        // A change that does not matter only moves the baseline.
        return _run.Direction.HasFlag(rose ? Direction.Up : Direction.Down) ? DriftLevel.Alarm : DriftLevel.None;
    }

    void Restart()
    {
        foreach (var cell in _cells)
            cell.Clear();
        for (var i = 0; i < _alive.Length; i++)
            _alive[i] = i;
        _aliveCount = _alive.Length;
    }

    double ToUnit(double value) => Math.Clamp((value - Range.Low) / (Range.High - Range.Low), 0, 1);

    static double Edge(int cell)
    {
        if (cell is 0 or Cells)
            return cell == 0 ? 0 : 1;
        var sine = Math.Sin(cell * (Math.PI / 2) / Cells);
        return sine * sine;
    }

    static string? Fault(DetectorSpec spec, ValueRange range)
    {
        if (spec.Number("warning-arl") > spec.Number("arl"))
            return $"{spec.Kind.Name}: warning-arl is at most arl.";
        if (spec.NumberOrAuto("baseline") is not { } baseline)
            return spec.Number("tolerance") == 0 ? null : $"{spec.Kind.Name}: a tolerance is one around a baseline; give that too.";
        var width = range.High - range.Low;
        return baseline - range.Low >= NearestToEnd * width && range.High - baseline >= NearestToEnd * width
            ? null
            : $"{spec.Kind.Name}: baseline lies between {range.Low} and {range.High}.";
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_aliveCount);
        for (var i = 0; i < _aliveCount; i++)
        {
            state.Long(_alive[i]);
            _cells[_alive[i]].Write(state);
        }
    }

    internal override void Read(ref StateReader state)
    {
        _aliveCount = (int)state.Count(_cells.Length);
        if (_aliveCount == 0)
            throw StateReader.Bad("no cell is left");
        var before = -1;
        for (var i = 0; i < _aliveCount; i++)
        {
            _alive[i] = (int)state.Count(_cells.Length - 1);
            if (_alive[i] <= before)
                throw StateReader.Bad("cells out of order");
            before = _alive[i];
            _cells[before].Read(ref state, UnitCell.MostWealth(_run.Alarm));
        }
    }
}
