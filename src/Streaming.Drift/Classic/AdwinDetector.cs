using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift.Classic;

/// <summary>
/// Adaptive windowing: a window as long as its values look alike. It is cut where the means of its older and its newer part differ by
/// more than chance allows, for any of the cuts between buckets. Bifet, Gavaldà, Learning from time-changing data with adaptive
/// windowing, SDM 2007 (ADWIN2). A window of W values takes O(log W) buckets and each check as much time.
/// </summary>
sealed class AdwinDetector : DriftDetector
{
    // The check and its smallest windows are those of the authors' implementation.
    const int LeastWindow = 10;

    public static DetectorKind Adwin { get; } =
        new(
            "adwin",
            "Keeps a window that grows while its values look alike, and shrinks when its older half differs from the newer.",
            "Bifet and Gavaldà, SDM 2007",
            [
                new NumberParameter("delta", "chance of a wrong cut", "0.002", 1e-15, 1),
                new NumberParameter("clock", "values from check to check", "32", 1, 1e6, Whole: true),
                new NumberParameter("least", "fewest values on either side of a cut", "5", 1, 1e6, Whole: true),
                new NumberParameter("buckets", "buckets of one size before two are merged", "5", 1, 100, Whole: true),
                new ChoiceParameter("after", "what an alarm leaves of the window: its newer part, or nothing", "shrink", "restart"),
            ]
        )
        {
            Make = spec => new AdwinDetector(spec),
        };

    readonly double _delta;
    readonly int _clock;
    readonly int _least;
    readonly bool _restart;
    readonly BucketRows _rows;

    long _ticks;

    AdwinDetector(DetectorSpec spec)
        : base(spec, ValueRange.Finite)
    {
        (_delta, _clock, _least) = (spec.Number("delta"), spec.Whole("clock"), spec.Whole("least"));
        _restart = spec.Text("after") == "restart";
        _rows = new BucketRows(spec.Whole("buckets"));
    }

    /// <summary>How many values the window holds.</summary>
    internal double Width => _rows.Width;

    internal override DriftLevel Next(double value)
    {
        _rows.Add(value);
        if (++_ticks < _clock)
            return DriftLevel.None;
        _ticks = 0;
        if (_rows.Width <= LeastWindow)
            return DriftLevel.None;
        var found = false;
        while (HasCut())
        {
            found = true;
            _rows.DropOldest();
        }

        if (found && _restart)
            _rows.Clear();
        return found ? DriftLevel.Alarm : DriftLevel.None;
    }

    bool HasCut()
    {
        double older = 0;
        double olderTotal = 0;
        var width = _rows.Width;
        var variance = _rows.Variance;
        var confidence = Math.Log(2 * Math.Log(width) / _delta);
        foreach (var (size, total) in _rows.OldestFirst())
        {
            older += size;
            olderTotal += total;
            var newer = width - older;
            if (newer <= _least + 1)
                return false;
            if (older <= _least + 1)
                continue;
            var inverse = 1 / (older - _least + 1) + 1 / (newer - _least + 1);
            var bound = Math.Sqrt(2 * inverse * variance * confidence) + 2.0 / 3 * confidence * inverse;
            if (Math.Abs(olderTotal / older - (_rows.Total - olderTotal) / newer) > bound)
                return true;
        }

        return false;
    }

    internal override void Write(StateWriter state)
    {
        state.Long(_ticks);
        _rows.Write(state);
    }

    internal override void Read(ref StateReader state)
    {
        _ticks = state.Count(_clock - 1);
        _rows.Read(ref state);
    }
}
