using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;

namespace Streaming.Lineage.Format;

/// <summary>The small messages inside a header.</summary>
static class HeaderParts
{
    public static void Write(FieldWriter to, ModelInRole model)
    {
        to.Signed(1, (int)model.Role);
        to.Text(2, model.Name);
        to.Signed(3, model.Version, nothing: 0);
        to.Text(4, model.Hash);
    }

    public static ModelInRole ReadModel(FieldReader from)
    {
        var model = new ModelInRole(default, "", 0, "");
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    model = model with { Role = ReadRole(ref from) };
                    break;
                case 2:
                    model = model with { Name = from.Text() };
                    break;
                case 3:
                    model = model with { Version = from.Int() };
                    break;
                case 4:
                    model = model with { Hash = from.Text() };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return model.Role == default ? throw new LineageCorruptException("a model in it has no role") : model;
    }

    public static void Write(FieldWriter to, StreamTotals totals)
    {
        to.Signed(1, totals.Rows, nothing: 0);
        to.Signed(2, totals.Labels, nothing: 0);
        to.Signed(3, totals.Rejected, nothing: 0);
        to.Signed(4, totals.Control, nothing: 0);
        to.Time(5, totals.MinTime, nothing: Timestamp.End);
        to.Time(6, totals.MaxTime, nothing: Timestamp.Beginning);
        foreach (var outcome in totals.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
            to.Message(7, outcome, WriteOutcome);
    }

    public static StreamTotals ReadTotals(FieldReader from)
    {
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var totals = StreamTotals.Zero with { Outcomes = outcomes };
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    totals = totals with { Rows = from.Signed() };
                    break;
                case 2:
                    totals = totals with { Labels = from.Signed() };
                    break;
                case 3:
                    totals = totals with { Rejected = from.Signed() };
                    break;
                case 4:
                    totals = totals with { Control = from.Signed() };
                    break;
                case 5:
                    totals = totals with { MinTime = from.Time() };
                    break;
                case 6:
                    totals = totals with { MaxTime = from.Time() };
                    break;
                case 7:
                    ReadOutcome(from.Message(), outcomes);
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return totals;
    }

    public static void Write(FieldWriter to, SnapshotReference snapshot)
    {
        to.Signed(1, snapshot.Version);
        to.Text(2, snapshot.Hash);
    }

    public static SnapshotReference ReadSnapshot(FieldReader from)
    {
        var snapshot = new SnapshotReference(0, "");
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    snapshot = snapshot with { Version = from.Signed() };
                    break;
                case 2:
                    snapshot = snapshot with { Hash = from.Text() };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return snapshot;
    }

    public static void Write(FieldWriter to, RescaleMarker marker)
    {
        to.Signed(1, marker.To);
        to.Signed(2, marker.Versions);
    }

    public static RescaleMarker ReadRescale(FieldReader from)
    {
        var (to, versions) = (0, new List<long>());
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    to = from.Int();
                    break;
                case 2:
                    versions = from.SignedList();
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return new RescaleMarker(versions.Count, to, versions);
    }

    public static void Write(FieldWriter to, TopicReplacement replaced)
    {
        to.Text(1, replaced.Topic);
        to.Signed(2, replaced.Read);
        to.Signed(3, replaced.Start);
    }

    public static TopicReplacement ReadReplaced(FieldReader from)
    {
        var replaced = new TopicReplacement("", 0, 0);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    replaced = replaced with { Topic = from.Text() };
                    break;
                case 2:
                    replaced = replaced with { Read = from.Signed() };
                    break;
                case 3:
                    replaced = replaced with { Start = from.Signed() };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return replaced;
    }

    public static void Write(FieldWriter to, SegmentLink segment)
    {
        to.Text(1, segment.Stream);
        to.Signed(2, segment.Version);
        to.Bytes(3, Convert.FromHexString(segment.Hash));
        to.Text(4, segment.SnapshotHash);
        foreach (var guard in segment.Guards)
            to.Message(5, guard, GuardCodec.Write);
    }

    public static SegmentLink ReadSegment(FieldReader from)
    {
        var segment = new SegmentLink("", 0, "", null);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    segment = segment with { Stream = from.Text() };
                    break;
                case 2:
                    segment = segment with { Version = from.Signed() };
                    break;
                case 3:
                    segment = segment with { Hash = Convert.ToHexStringLower(from.Bytes()) };
                    break;
                case 4:
                    segment = segment with { SnapshotHash = from.Text() };
                    break;
                case 5:
                    segment = segment with { Guards = [.. segment.Guards, GuardCodec.ReadState(from.Message())] };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return segment;
    }

    public static void Write(FieldWriter to, ControlState control)
    {
        to.Text(1, control.Command);
        to.Flag(2, control.FallsBack);
        to.Signed(3, control.Version, nothing: 0);
    }

    public static ControlState ReadControl(FieldReader from)
    {
        var control = new ControlState("", FallsBack: false, 0);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    control = control with { Command = from.Text() };
                    break;
                case 2:
                    control = control with { FallsBack = from.Flag() };
                    break;
                case 3:
                    control = control with { Version = from.Signed() };
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        return control;
    }

    static ModelRole ReadRole(ref FieldReader from) =>
        (ModelRole)from.Int() is var role && Enum.IsDefined(role) ? role : throw from.NotKnown($"a model in role {(int)role}");

    static void WriteOutcome(FieldWriter to, KeyValuePair<string, long> outcome)
    {
        to.Text(1, outcome.Key);
        to.Signed(2, outcome.Value);
    }

    static void ReadOutcome(FieldReader from, SortedDictionary<string, long> outcomes)
    {
        var (name, count) = ("", 0L);
        while (from.Next())
        {
            switch (from.Number)
            {
                case 1:
                    name = from.Text();
                    break;
                case 2:
                    count = from.Signed();
                    break;
                default:
                    from.Skip();
                    break;
            }
        }

        if (!outcomes.TryAdd(name, count))
            throw new LineageCorruptException($"it counts outcome '{name}' twice");
    }
}
