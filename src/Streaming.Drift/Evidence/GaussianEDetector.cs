using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Evidence;

/// <summary>
/// The e-detector for sub-Gaussian values: bets e = exp(l (x - mean) - l² s² / 2) of several sizes l, for values of any size that scatter
/// no
/// wider than a normal distribution of standard deviation s. Shin, Ramdas, Rinaldo, NEJSDS 2024.
/// </summary>
/// <remarks>
/// With baseline and sigma given, the average run length is at least as stated. Where they are learned from the first values, and anew
/// after each alarm, what was learned is widened by three standard errors and the statement holds as far as that covers the truth.
/// </remarks>
sealed class GaussianEDetector : DriftDetector
{
    /// <summary>Shifts that are bet on, in standard deviations.</summary>
    static readonly double[] Shifts = [0.25, 0.5, 1, 2];

    const double StandardErrors = 3;

    public static DetectorKind Gaussian { get; } =
        new(
            "e-gaussian",
            "Bets on a change of the mean of values that scatter like a normal distribution, or less.",
            "Shin, Ramdas, Rinaldo, NEJSDS 2024",
            [
                .. Run.Parameters,
                new NumberParameter("baseline", "mean before a change; auto: that of the first values", "auto", -1e12, 1e12, Auto: true),
                new NumberParameter("sigma", "standard deviation; auto: that of the first values", "auto", 1e-12, 1e12, Auto: true),
                new NumberParameter("warmup", "values to learn from, where something is auto", "500", 10, 1e9, Whole: true),
            ]
        )
        {
            Make = spec => new GaussianEDetector(spec),
            Check = spec => spec.Number("warning-arl") <= spec.Number("arl") ? null : "e-gaussian: warning-arl is at most arl.",
        };

    readonly Run _run;
    readonly double? _baseline;
    readonly double? _sigma;
    readonly int _warmup;
    readonly double[] _rise = new double[Shifts.Length];
    readonly double[] _fall = new double[Shifts.Length];

    long _learned;
    double _mean;
    double _squares;

    GaussianEDetector(DetectorSpec spec)
        : base(spec, ValueRange.Finite)
    {
        _run = Run.Of(spec);
        (_baseline, _sigma) = (spec.NumberOrAuto("baseline"), spec.NumberOrAuto("sigma"));
        _warmup = _baseline is null || _sigma is null ? spec.Whole("warmup") : 0;
    }

    internal override DriftLevel Next(double value)
    {
        if (_learned < _warmup)
        {
            Learn(value);
            return DriftLevel.None;
        }

        var (low, high, sigma) = Baseline();
        // What lies further off than this is an alarm of its own, and its powers stay finite.
        var rise = Bet(_rise, Math.Clamp((value - high) / sigma, -100, 100));
        var fall = Bet(_fall, Math.Clamp((low - value) / sigma, -100, 100));
        var evidence = _run.Direction switch
        {
            Direction.Up => rise,
            Direction.Down => fall,
            _ => (rise + fall) / 2,
        };
        if (evidence < _run.Alarm)
            return evidence >= _run.Warning ? DriftLevel.Warning : DriftLevel.None;
        Array.Clear(_rise);
        Array.Clear(_fall);
        (_learned, _mean, _squares) = (0, 0, 0);
        return DriftLevel.Alarm;
    }

    void Learn(double value)
    {
        _learned++;
        var before = _mean;
        _mean += (value - _mean) / _learned;
        _squares += (value - _mean) * (value - before);
    }

    (double Low, double High, double Sigma) Baseline()
    {
        var sigma = _sigma ?? Math.Sqrt(_squares / (_learned - 1)) * (1 + StandardErrors / Math.Sqrt(2.0 * _learned));
        // Values that were all the same: whatever else comes is a change.
        sigma = Math.Clamp(sigma, 1e-12 * Math.Max(1, Math.Abs(_mean)), double.MaxValue);
        if (_baseline is { } known)
            return (known, known, sigma);
        var error = StandardErrors * sigma / Math.Sqrt(_learned);
        return (_mean - error, _mean + error, sigma);
    }

    double Bet(double[] wealth, double z)
    {
        double sum = 0;
        for (var i = 0; i < wealth.Length; i++)
        {
            var stake = _run.Cusum ? Math.Max(wealth[i], 1) : wealth[i] + 1;
            wealth[i] = stake * Math.Exp(Shifts[i] * z - Shifts[i] * Shifts[i] / 2);
            sum += wealth[i];
        }

        return sum / wealth.Length;
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_learned);
        state.Doubles([_mean, _squares]);
        state.Doubles(_rise);
        state.Doubles(_fall);
    }

    internal override void Read(ref StateReader state)
    {
        _learned = state.Count(_warmup);
        (_mean, _squares) = (state.Double(), state.Double());
        foreach (var wealth in (double[][])[_rise, _fall])
        {
            for (var i = 0; i < wealth.Length; i++)
                wealth[i] = state.Within(0, double.MaxValue);
        }
    }
}
