using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// Gives each row of one input its place in event-time order, from what the input itself says and nothing else, so that
/// places do not depend on when data arrives. Places never decrease along an input:
/// <list type="bullet">
/// <item>in order: the row's own event time;</item>
/// <item>older than what its input has reached: the time reached (the row is late);</item>
/// <item>early, further ahead than the drift bound both of what was reached and of what comes next: the time reached.</item>
/// </list>
/// So the last row may have to wait for its successor before it has a place (<see cref="Undecided"/>). A watermark further
/// ahead than the drift bound is not believed alone either, unless it is the first thing an input says: the next row or
/// watermark has to be that far ahead too. No row is believed from beyond the latest time that is given with each piece.
/// </summary>
/// <param name="drift">The drift bound, microseconds.</param>
/// <param name="judged">Upstream has judged already: its marks of what is early are taken over, its watermarks believed.</param>
/// <param name="start">State to go on from.</param>
sealed class InputOrder(long drift, bool judged, InputPosition start)
{
    Timestamp _undecidedTime;

    /// <summary>No row in order that is yet to come has a place below this. <see cref="Timestamp.Beginning"/>: nothing is known.</summary>
    public Timestamp Reached { get; private set; } = start.Reached ?? Timestamp.Beginning;

    /// <summary>A watermark too far ahead to be believed until something confirms it; null: none.</summary>
    public Timestamp? Unconfirmed { get; private set; } = start.Unconfirmed;

    public bool Watermarked { get; private set; } = judged || start.Watermarked;
    public bool Idle { get; private set; } = start.Idle;
    public bool Undecided { get; private set; }

    /// <summary>Place of the row that was undecided before the call that decided it.</summary>
    public Timestamp DecidedPlace { get; private set; }

    /// <summary>Places rows. The last one's place is only valid once it is no longer <see cref="Undecided"/>.</summary>
    /// <param name="times">Event times.</param>
    /// <param name="flags">What upstream marked.</param>
    /// <param name="latest">A row from beyond this is early whatever comes next.</param>
    /// <param name="places">Receives the places.</param>
    /// <returns>Whether a row's place differs from its event time.</returns>
    public bool Place(ReadOnlySpan<Timestamp> times, ReadOnlySpan<byte> flags, Timestamp latest, Span<Timestamp> places)
    {
        if (times.IsEmpty)
            return false;
        Idle = false;
        return judged ? TakeOver(times, flags, places) : Judge(times, latest, places);
    }

    /// <summary>Takes a watermark record; it may decide the undecided row.</summary>
    public void Advance(Timestamp watermark)
    {
        Watermarked = true;
        Idle = watermark == Watermark.Idle;
        if (Idle)
        {
            DecideInSilence();
            return;
        }
        if (Undecided && !IsAhead(_undecidedTime, Timestamp.Max(Reached, watermark)))
            DecidedPlace = Decide(early: false);
        if (!judged && Reached != Timestamp.Beginning && IsAhead(watermark, Reached) && !Confirm(watermark))
            return;
        Unconfirmed = null;
        Reached = Timestamp.Max(Reached, watermark);
    }

    /// <summary>Nothing follows for now: the undecided row is early, unless there is nothing to compare it with; nothing confirms a
    /// watermark.</summary>
    public void DecideInSilence()
    {
        Unconfirmed = null;
        if (Undecided)
            DecidedPlace = Decide(early: Reached != Timestamp.Beginning);
    }

    bool TakeOver(ReadOnlySpan<Timestamp> times, ReadOnlySpan<byte> flags, Span<Timestamp> places)
    {
        var odd = false;
        for (var i = 0; i < times.Length; i++)
        {
            if ((flags[i] & (byte)RowFlags.Early) == 0)
                Reached = Timestamp.Max(Reached, times[i]);
            places[i] = Reached;
            odd |= Reached != times[i];
        }
        return odd;
    }

    bool Judge(ReadOnlySpan<Timestamp> times, Timestamp latest, Span<Timestamp> places)
    {
        var odd = false;
        for (var i = 0; i < times.Length; i++)
        {
            var time = times[i];
            if (Undecided)
            {
                var place = Decide(time > latest ? Reached != Timestamp.Beginning : IsAhead(_undecidedTime, time));
                if (i == 0)
                {
                    DecidedPlace = place;
                }
                else
                {
                    places[i - 1] = place;
                    odd |= place != times[i - 1];
                }
            }
            if (time > latest)
            {
                Unconfirmed = null;
                places[i] = Reached;
                odd = true;
                continue;
            }
            if (IsAhead(time, Reached) && !(Unconfirmed is not null && Confirm(time)))
            {
                // A row may confirm a watermark, and is none: the next row does not make two of it. Nor would it after a restart.
                Unconfirmed = null;
                Undecided = true;
                _undecidedTime = time;
                continue;
            }
            Unconfirmed = null;
            Reached = Timestamp.Max(Reached, time);
            places[i] = Reached;
            odd |= Reached != time;
        }
        return odd;
    }

    /// <summary>
    /// Something lies far ahead. If a watermark did so before it, time has come as far as the earlier of the two.
    /// </summary>
    /// <returns>Whether the time itself is believed now; else a watermark is remembered in case the next confirms it.</returns>
    bool Confirm(Timestamp time)
    {
        if (Unconfirmed is { } other)
            Reached = Timestamp.Max(Reached, Timestamp.Min(time, other));
        Unconfirmed = Timestamp.Max(time, Unconfirmed ?? time);
        return !IsAhead(time, Reached);
    }

    Timestamp Decide(bool early)
    {
        Undecided = false;
        if (!early)
            Reached = _undecidedTime;
        return Reached;
    }

    bool IsAhead(Timestamp time, Timestamp reference) => time.MicrosSince(reference) > drift;
}
