using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Guarding;

/// <summary>
/// A limit over the rows of a stage partition, as a circuit breaker that counts on while it is tripped: it recovers when its time is over
/// and the decisions that would have been made keep the limit. All of it is a function of the rows, in their order, and of what was counted
/// before them.
/// </summary>
sealed class LimitBreaker
{
    readonly LimitGuard _limit;
    readonly LimitWindow _window;
    readonly List<GuardEvent> _events;
    GuardTrip? _trip;

    /// <param name="limit">As the topology declares it.</param>
    /// <param name="before">After the batch before; null: nothing was counted yet.</param>
    /// <param name="watermark">The partition's clock after this batch.</param>
    /// <param name="events">Takes what happens.</param>
    public LimitBreaker(LimitGuard limit, GuardState? before, Timestamp watermark, List<GuardEvent> events)
    {
        (_limit, _window, _events) = (limit, new LimitWindow(limit.Within), events);
        // No row that moves it lies beyond the watermark, unless that was forged and has been set back since: then so is this.
        if (before is null || before.Clock > watermark)
            return;
        _trip = before.Trip;
        if (before.Decision == limit.Decision && before.PaneMicros == LimitWindow.PaneOf(limit.Within))
            _window.Restore(before);
    }

    /// <summary>Takes the next row; true: its decision is not to go out as it is.</summary>
    /// <param name="time">Event time.</param>
    /// <param name="early">Its time is not believed yet: it is judged, and neither counted nor taken for the time it is.</param>
    /// <param name="counts">It was decided so.</param>
    /// <param name="row">Its number in the batch.</param>
    public bool Takes(Timestamp time, bool early, bool counts, int row)
    {
        if (early)
            return _trip is not null;
        if (time > _window.Clock)
            AdvanceTo(time, row);
        _window.Count(time, counts);
        if (counts && _trip is null && IsExceeded)
            Trip(GuardEventKind.Tripped, row);
        return _trip is not null;
    }

    /// <summary>After the batch.</summary>
    public GuardState Save() => _window.SaveTo(new GuardState(_limit.Name) { Decision = _limit.Decision, Trip = _trip });

    bool IsExceeded => _window.Of >= _limit.AtLeast && _limit.Most.IsExceeded(_window.Counted, _window.Of);

    void AdvanceTo(Timestamp time, int row)
    {
        _window.AdvanceTo(time);
        if (_trip is not { } trip || time < trip.Until)
            return;
        if (IsExceeded)
        {
            Trip(GuardEventKind.Extended, row);
            return;
        }

        _trip = null;
        _events.Add(new GuardEvent(_limit.Name, GuardEventKind.Recovered, row, new GuardTrip(time, time, _window.Counted, _window.Of)));
    }

    void Trip(GuardEventKind kind, int row)
    {
        _trip = new GuardTrip(_window.Clock, _window.Clock.Later(_limit.For), _window.Counted, _window.Of);
        _events.Add(new GuardEvent(_limit.Name, kind, row, _trip));
    }
}
