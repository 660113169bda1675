using Streaming.Topology.Model;

namespace Streaming.Features.Windows;

/// <summary>
/// Where a window begins and ends: times in (<see cref="Low"/>, <see cref="High"/>], microseconds. With a pane both ends are
/// rounded down to its multiples plus one pane, so that the window holds whole panes.
/// </summary>
readonly record struct WindowShape(long Over, long Delay, long Pane)
{
    public static WindowShape Of(WindowFeature feature) =>
        new(Micros(feature.Over), Micros(feature.Delay), feature.Pane is { } pane ? Micros(pane) : 0);

    /// <summary>How far before a row's time the window reaches.</summary>
    public long Reach => Over + Delay;

    public long Low(long time) => Round(time - Delay - Over);

    public long High(long time) => Round(time - Delay);

    /// <summary>Beginning of the pane a time lies in.</summary>
    public static long Floor(long time, long pane)
    {
        var rest = time % pane;
        return time - (rest < 0 ? rest + pane : rest);
    }

    static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    long Round(long time) => Pane == 0 ? time : Floor(time, Pane) + Pane - 1;
}
