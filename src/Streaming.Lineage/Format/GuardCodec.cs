using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Format;

/// <summary>What guards have counted and done, as messages inside a header.</summary>
static class GuardCodec
{
    public static void Write(FieldWriter to, GuardState state)
    {
        to.Text(1, state.Guard);
        to.Text(2, state.Decision);
        to.Signed(3, state.PaneMicros, nothing: 0);
        to.Time(4, state.Clock, nothing: Timestamp.Beginning);
        if (state.Panes.Count > 0)
        {
            // Each pane by how far it lies behind the one before: small numbers.
            to.Signed(5, [.. state.Panes.Select((p, i) => i == 0 ? p.Index : p.Index - state.Panes[i - 1].Index)]);
            to.Signed(6, [.. state.Panes.Select(p => p.Counted)]);
            to.Signed(7, [.. state.Panes.Select(p => p.Of)]);
        }

        if (state.Trip is { } trip)
            Write(to, 8, trip);
        foreach (var group in state.Groups)
            to.Message(9, group, Write);
        if (state.Trip?.Contrast is { } contrast)
            to.Message(10, contrast, Write);
    }

    public static GuardState ReadState(FieldReader from)
    {
        var state = new GuardState("");
        var (steps, counted, of, trip) = (new List<long>(), new List<long>(), new List<long>(), (List<long>?)null);
        var (groups, contrast) = (new List<GuardState>(), (GuardContrast?)null);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    state = state with { Guard = from.Text() };
                    break;
                case 2:
                    state = state with { Decision = from.Text() };
                    break;
                case 3:
                    state = state with { PaneMicros = from.Signed() };
                    break;
                case 4:
                    state = state with { Clock = from.Time() };
                    break;
                case 5:
                    steps = from.SignedList();
                    break;
                case 6:
                    counted = from.SignedList();
                    break;
                case 7:
                    of = from.SignedList();
                    break;
                case 8:
                    trip = from.SignedList();
                    break;
                case 9:
                    groups.Add(ReadState(from.Message()));
                    break;
                case 10:
                    contrast = ReadContrast(from.Message());
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return state with
        {
            Panes = Panes(steps, counted, of),
            Groups = groups,
            Trip = trip is null ? null : Trip(trip, contrast),
        };
    }

    public static void Write(FieldWriter to, GuardEvent happened)
    {
        to.Text(1, happened.Guard);
        to.Signed(2, (int)happened.Kind);
        to.Signed(3, happened.Row, nothing: 0);
        Write(to, 4, happened.Trip);
        if (happened.Trip.Contrast is { } contrast)
            to.Message(5, contrast, Write);
    }

    public static GuardEvent ReadEvent(FieldReader from)
    {
        var (guard, kind, row, trip, contrast) = ("", default(GuardEventKind), 0, new List<long>(), (GuardContrast?)null);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    guard = from.Text();
                    break;
                case 2:
                    kind = (GuardEventKind)from.Int();
                    break;
                case 3:
                    row = from.Int();
                    break;
                case 4:
                    trip = from.SignedList();
                    break;
                case 5:
                    contrast = ReadContrast(from.Message());
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return Enum.IsDefined(kind)
            ? new GuardEvent(guard, kind, row, Trip(trip, contrast))
            : throw new LineageCorruptException($"it says of guard '{guard}' what there is not: {(int)kind}");
    }

    static void Write(FieldWriter to, int number, GuardTrip trip) =>
        to.Signed(number, [trip.At.Micros, trip.Until.Micros, trip.Counted, trip.Of]);

    static void Write(FieldWriter to, GuardContrast contrast)
    {
        to.Text(1, contrast.Group);
        to.Text(2, contrast.Other);
        to.Signed(3, [contrast.OtherCounted, contrast.OtherOf, BitConverter.DoubleToInt64Bits(contrast.Highest)]);
    }

    static GuardContrast ReadContrast(FieldReader from)
    {
        var (group, other, numbers) = ("", "", new List<long>());
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    group = from.Text();
                    break;
                case 2:
                    other = from.Text();
                    break;
                case 3:
                    numbers = from.SignedList();
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return numbers is [var counted, var of, var highest]
            ? new GuardContrast(group, other, counted, of, BitConverter.Int64BitsToDouble(highest))
            : throw new LineageCorruptException($"what a guard in it held against each other has {numbers.Count} numbers");
    }

    static GuardTrip Trip(List<long> numbers, GuardContrast? contrast) =>
        numbers is [var at, var until, var counted, var of]
            ? new GuardTrip(new Timestamp(at), new Timestamp(until), counted, of) { Contrast = contrast }
            : throw new LineageCorruptException($"a guard's trip in it has {numbers.Count} numbers");

    static GuardPane[] Panes(List<long> steps, List<long> counted, List<long> of)
    {
        if (counted.Count != steps.Count || of.Count != steps.Count)
            throw new LineageCorruptException("the panes of a guard in it are not all counted");
        var panes = new GuardPane[steps.Count];
        var index = 0L;
        for (var i = 0; i < panes.Length; i++)
        {
            index = unchecked(index + steps[i]);
            panes[i] = new GuardPane(index, counted[i], of[i]);
        }

        return panes;
    }
}
