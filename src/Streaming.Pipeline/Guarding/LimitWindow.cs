using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Guarding;

/// <summary>
/// Counts over the newest part of event time, in panes: memory and what is recorded do not grow with the rows. It covers all of the newest
/// pane and the 59 before it. Where it has come to is what a <see cref="GuardState"/> says; how rows were cut into batches makes no
/// difference.
/// </summary>
sealed class LimitWindow
{
    /// <summary>Panes of a window.</summary>
    public const int Panes = 60;

    readonly long _pane;
    readonly long[] _counted = new long[Panes];
    readonly long[] _of = new long[Panes];
    long _newest;

    /// <param name="within">Length of the window.</param>
    public LimitWindow(TimeSpan within) => _pane = PaneOf(within);

    /// <summary>Event time of the newest row; <see cref="Timestamp.Beginning"/> where there was none.</summary>
    public Timestamp Clock { get; private set; } = Timestamp.Beginning;

    /// <summary>Rows within the window that count.</summary>
    public long Counted { get; private set; }

    /// <summary>All rows within the window.</summary>
    public long Of { get; private set; }

    /// <summary>Length of a pane, microseconds.</summary>
    public static long PaneOf(TimeSpan within) => Math.Max(1, (within.Ticks / TimeSpan.TicksPerMicrosecond + Panes - 1) / Panes);

    /// <summary>Goes on from what a batch recorded.</summary>
    public void Restore(GuardState state)
    {
        Clock = state.Clock;
        _newest = IndexOf(state.Clock);
        foreach (var pane in state.Panes)
        {
            if (pane.Index <= _newest && pane.Index > _newest - Panes)
                Add(pane.Index, pane.Counted, pane.Of);
        }
    }

    /// <summary>What a batch records.</summary>
    public GuardState SaveTo(GuardState state)
    {
        var panes = new List<GuardPane>();
        for (var index = _newest - Panes + 1; Of > 0 && index <= _newest; index++)
        {
            if (_of[Slot(index)] > 0)
                panes.Add(new GuardPane(index, _counted[Slot(index)], _of[Slot(index)]));
        }

        return state with
        {
            PaneMicros = _pane,
            Clock = Clock,
            Panes = panes,
        };
    }

    /// <summary>Time has come so far: what is older leaves.</summary>
    public void AdvanceTo(Timestamp time)
    {
        var index = IndexOf(time);
        if (Clock == Timestamp.Beginning || index - _newest >= Panes)
        {
            System.Array.Clear(_counted);
            System.Array.Clear(_of);
            (Counted, Of) = (0, 0);
        }
        else
        {
            for (var next = _newest + 1; next <= index; next++)
            {
                Counted -= _counted[Slot(next)];
                Of -= _of[Slot(next)];
                (_counted[Slot(next)], _of[Slot(next)]) = (0, 0);
            }
        }

        (Clock, _newest) = (time, index);
    }

    /// <summary>Counts a row, where the window still covers its time.</summary>
    public void Count(Timestamp time, bool counts)
    {
        var index = IndexOf(time);
        if (index <= _newest && index > _newest - Panes)
            Add(index, counts ? 1 : 0, 1);
    }

    void Add(long index, long counted, long of)
    {
        _counted[Slot(index)] += counted;
        _of[Slot(index)] += of;
        Counted += counted;
        Of += of;
    }

    /// <summary>Number of the pane that a time is in.</summary>
    public long IndexOf(Timestamp time) => time.Micros / _pane - (time.Micros % _pane < 0 ? 1 : 0);

    static int Slot(long index) => (int)((index % Panes + Panes) % Panes);
}
