using Streaming.Drift.Distances;
using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// Kolmogorov-Smirnov windowing: the newest values of a sliding window against as many drawn from the older ones; an alarm where the
/// test rejects that they are alike and the distance is above 0.1. Raab, Heusinger, Schleif, Reactive soft prototype computing for
/// concept drift streams, Neurocomputing 2020. What is drawn depends on the seed alone.
/// </summary>
sealed class KswinDetector : DriftDetector
{
    const double LeastDistance = 0.1;
    const int MostValues = 10_000;

    public static DetectorKind Kswin { get; } =
        new(
            "kswin",
            "Compares the newest values of a window with older ones by a Kolmogorov-Smirnov test; sees any change of shape.",
            "Raab, Heusinger, Schleif, Neurocomputing 2020",
            [
                new NumberParameter("alpha", "level of each test", "0.005", 1e-15, 1),
                new NumberParameter("window", "values in the window", "100", 4, MostValues, Whole: true),
                new NumberParameter("sample", "values in each of the two samples", "30", 2, MostValues / 2, Whole: true),
                new NumberParameter("seed", "what the draw begins with", "1", 0, int.MaxValue, Whole: true),
            ]
        )
        {
            Make = spec => new KswinDetector(spec, new SplitMix((ulong)spec.Whole("seed"))),
            Check = spec => 2 * spec.Whole("sample") <= spec.Whole("window") ? null : "kswin: window is at least twice sample.",
        };

    readonly double[] _window;
    readonly double[] _drawn;
    readonly double[] _newest;
    readonly int[] _places;
    readonly double _criticalDistance;
    readonly ISampleSource _source;

    // The window's oldest value lies at _start.
    int _start;
    int _count;

    internal KswinDetector(DetectorSpec spec, ISampleSource source)
        : base(spec, ValueRange.Finite)
    {
        var sample = spec.Whole("sample");
        _window = new double[spec.Whole("window")];
        (_drawn, _newest) = (new double[sample], new double[sample]);
        _places = new int[_window.Length - sample];
        _criticalDistance = KolmogorovSmirnov.LeastSignificant(sample, spec.Number("alpha"));
        _source = source;
    }

    internal override DriftLevel Next(double value)
    {
        if (_count < _window.Length)
        {
            _window[(_start + _count++) % _window.Length] = value;
        }
        else
        {
            _window[_start] = value;
            _start = (_start + 1) % _window.Length;
        }

        if (_count < _window.Length)
            return DriftLevel.None;
        Draw();
        for (var i = 0; i < _newest.Length; i++)
            _newest[i] = At(_window.Length - _newest.Length + i);
        Array.Sort(_drawn);
        Array.Sort(_newest);
        var distance = KolmogorovSmirnov.Distance(_drawn, _newest);
        if (distance < _criticalDistance || distance <= LeastDistance)
            return DriftLevel.None;
        KeepNewest();
        return DriftLevel.Alarm;
    }

    double At(int index) => _window[(_start + index) % _window.Length];

    /// <summary>Without putting back: the first steps of a shuffle.</summary>
    void Draw()
    {
        for (var i = 0; i < _places.Length; i++)
            _places[i] = i;
        for (var i = 0; i < _drawn.Length; i++)
        {
            var last = _places.Length - i;
            var chosen = _source.Below(last);
            _drawn[i] = At(_places[chosen]);
            _places[chosen] = _places[last - 1];
        }
    }

    void KeepNewest()
    {
        var kept = new double[_newest.Length];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = At(_window.Length - kept.Length + i);
        kept.CopyTo(_window, 0);
        (_start, _count) = (0, kept.Length);
    }

    internal override void Write(StateWriter state)
    {
        state.Long((long)_source.State);
        state.Long(_count);
        for (var i = 0; i < _count; i++)
            state.Double(At(i));
    }

    internal override void Read(ref StateReader state)
    {
        _source.State = (ulong)state.Long();
        _count = (int)state.Count(_window.Length);
        _start = 0;
        for (var i = 0; i < _count; i++)
            _window[i] = state.Finite();
    }
}
