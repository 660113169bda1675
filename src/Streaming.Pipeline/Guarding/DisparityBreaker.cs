using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Guarding;

/// <summary>
/// A limit on how far decisions about groups may lie apart, as a circuit breaker that counts on while it is tripped, as
/// <see cref="LimitBreaker"/> does. It looks at what it has counted when a pane of its window ends: who looks at each row finds by chance
/// what is not there. All of it is a function of the rows, in their order, and of what was counted before them.
/// </summary>
sealed class DisparityBreaker
{
    readonly DisparityGuard _guard;
    readonly string[] _names;
    readonly LimitWindow[] _windows;
    readonly List<GuardEvent> _events;
    GuardTrip? _trip;

    /// <param name="guard">As the topology declares it.</param>
    /// <param name="before">After the batch before; null: nothing was counted yet.</param>
    /// <param name="watermark">The partition's clock after this batch.</param>
    /// <param name="events">Takes what happens.</param>
    public DisparityBreaker(DisparityGuard guard, GuardState? before, Timestamp watermark, List<GuardEvent> events)
    {
        (_guard, _events) = (guard, events);
        _names = [.. guard.Attribute.Groups!];
        _windows = [.. _names.Select(_ => new LimitWindow(guard.Within))];
        // No row that moves it lies beyond the watermark, unless that was forged and has been set back since: then so is this.
        if (before is null || before.Clock > watermark)
            return;
        _trip = before.Trip;
        if (before.Decision != guard.CountedText || before.PaneMicros != LimitWindow.PaneOf(guard.Within))
            return;
        foreach (var (place, name) in _names.Index())
        {
            if (before.Groups.FirstOrDefault(g => g.Guard == name && g.Decision == guard.Attribute.Text) is { } counted)
                _windows[place].Restore(counted);
            else
                _windows[place].AdvanceTo(before.Clock);
        }
    }

    /// <summary>All windows have come equally far.</summary>
    Timestamp Clock => _windows[0].Clock;

    /// <summary>Takes the next row; true: adverse decisions are not to go out as they are.</summary>
    /// <param name="time">Event time.</param>
    /// <param name="early">Its time is not believed yet: it is judged, and neither counted nor taken for the time it is.</param>
    /// <param name="group">Place of its group; below zero: it is in none.</param>
    /// <param name="counts">Its decision is one of those that are counted.</param>
    /// <param name="row">Its number in the batch.</param>
    public bool Takes(Timestamp time, bool early, int group, bool counts, int row)
    {
        if (early)
            return _trip is not null;
        if (time > Clock)
            AdvanceTo(time, row);
        if (group >= 0)
            _windows[group].Count(time, counts);
        return _trip is not null;
    }

    /// <summary>After the batch.</summary>
    public GuardState Save() =>
        new(_guard.Name)
        {
            Decision = _guard.CountedText,
            PaneMicros = LimitWindow.PaneOf(_guard.Within),
            Clock = Clock,
            Trip = _trip,
            Groups =
            [
                .. _windows
                    .Index()
                    .Where(w => w.Item.Of > 0)
                    .Select(w => w.Item.SaveTo(new GuardState(_names[w.Index]) { Decision = _guard.Attribute.Text })),
            ],
        };

    void AdvanceTo(Timestamp time, int row)
    {
        var ended = Clock != Timestamp.Beginning && _windows[0].IndexOf(time) != _windows[0].IndexOf(Clock);
        foreach (var window in _windows)
            window.AdvanceTo(time);
        if (_trip is { } trip ? time < trip.Until : !ended)
            return;
        var (contrast, lower) = Contrast();
        if (contrast is not null)
        {
            var kind = _trip is null ? GuardEventKind.Tripped : GuardEventKind.Extended;
            _trip = new GuardTrip(time, time.Later(_guard.For), lower.Counted, lower.Of) { Contrast = contrast };
            _events.Add(new GuardEvent(_guard.Name, kind, row, _trip));
        }
        else if (_trip is not null)
        {
            _trip = null;
            _events.Add(new GuardEvent(_guard.Name, GuardEventKind.Recovered, row, new GuardTrip(time, time, lower.Counted, lower.Of)));
        }
    }

    /// <summary>The lowest share and the highest one, where they lie too far apart; what was counted of the lowest.</summary>
    (GuardContrast? TooFar, Share Lowest) Contrast()
    {
        var (lowest, highest, known) = (-1, -1, 0);
        for (var group = 0; group < _windows.Length; group++)
        {
            if (_windows[group].Of < _guard.AtLeast)
                continue;
            known++;
            if (lowest < 0 || IsLower(group, lowest))
                lowest = group;
            if (highest < 0 || IsLower(highest, group))
                highest = group;
        }

        if (known < 2 || _windows[highest].Counted == 0)
            return (null, lowest < 0 ? default : Counted(lowest));
        var (low, high, deviations) = (Counted(lowest), Counted(highest), RateRatio.Deviations(Doubt / (known * (known - 1))));
        return RateRatio.Score(low, high, _guard.Least / (double)MostOf.Whole) >= -deviations
            ? (null, low)
            : (new GuardContrast(_names[lowest], _names[highest], high.Counted, high.Of, RateRatio.Highest(low, high, deviations)), low);
    }

    /// <summary>How unsure it may be. Any group may be the lowest, and any other the highest: each such pair takes a part.</summary>
    double Doubt => (MostOf.Whole - _guard.Confidence) / (double)MostOf.Whole;

    Share Counted(int group) => new(_windows[group].Counted, _windows[group].Of);

    bool IsLower(int one, int other) =>
        (Int128)_windows[one].Counted * _windows[other].Of < (Int128)_windows[other].Counted * _windows[one].Of;
}
