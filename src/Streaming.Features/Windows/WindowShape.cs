using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>
/// Where a window begins and ends: times in (<see cref="Low"/>, <see cref="High"/>] of event time. With a pane both ends are
/// rounded down to its multiples plus one pane, so that the window holds whole panes.
/// </summary>
/// <param name="Over">How long it is, microseconds.</param>
/// <param name="Delay">How long before the row it ends, microseconds.</param>
/// <param name="Pane">Microseconds; 0: it has none.</param>
readonly record struct WindowShape(long Over, long Delay, long Pane)
{
    public static WindowShape Of(WindowFeature feature) => new(feature.Over.Micros(), feature.Delay.Micros(), feature.Pane?.Micros() ?? 0);

    /// <summary>How far before a row's time the window reaches.</summary>
    public long Reach => Over + Delay;

    public Timestamp Low(Timestamp time) => Round(time.Earlier(Reach));

    public Timestamp High(Timestamp time) => Round(time.Earlier(Delay));

    Timestamp Round(Timestamp time) => Pane == 0 ? time : time.Floor(Pane).Later(Pane - 1);
}
