using Streaming.Events.Time;
using Streaming.Publishing.Order;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Rows;

/// <summary>
/// Makes events, and labels where the rows carry the target column, out of the rows of a file. Fields that only labels
/// have never go out with the event.
/// </summary>
public sealed class EventEncoder
{
    readonly FieldNames _names;
    readonly LabelEncoder? _labels;
    readonly (int Slot, byte[] Member)[] _members;
    readonly int[] _withheld;
    readonly int _key;
    readonly int _id;
    readonly int _time;
    readonly TimestampUnit _unit;
    readonly ByteText _text = new();

    /// <exception cref="StreamingException">Labels are wanted and cannot be made.</exception>
    public EventEncoder(TopologyModel topology, FieldNames names, bool labels)
    {
        _names = names;
        var source = topology.Source;
        _members = [.. source.Fields.Select(f => (names.Slot(f.Name), Member(f.Name)))];
        var own = source.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        _withheld = [.. (topology.Labels?.Fields ?? []).Where(f => !own.Contains(f.Name)).Select(f => names.Slot(f.Name))];
        (_key, _id, _time) = (names.Slot(source.Key), names.Slot(source.Id), names.Slot(source.Time));
        _unit = source.Fields.First(f => f.Name == source.Time).Unit;
        _labels = labels && topology.Labels is { } model ? new LabelEncoder(model, names) : null;
    }

    /// <summary>Fills an event from the reader's current row.</summary>
    /// <param name="round">How far this round of the file is shifted; null in the first.</param>
    /// <returns>The event's label; null where it has none.</returns>
    public WaitingLabel? Encode(RowReader reader, LoopRound? round, OutgoingRecord row)
    {
        row.Clear();
        row.HasValue = true;
        row.Time = Time(reader, round);
        row.HasKey = reader.TryText(_key, row.Key);
        if (round is null && reader.TryVerbatim(_withheld, out var json))
            row.Value.Add(json);
        else
            Compose(reader, round, row);
        return _labels is not null && row.Time is { } time ? _labels.Encode(reader, round, time) : null;
    }

    internal static byte[] Member(string name)
    {
        var member = new ByteText();
        member.AddJsonString(name);
        member.Add((byte)':');
        return member.ToArray();
    }

    /// <summary>ISO 8601, or a number in the field's unit.</summary>
    internal static bool TryTime(ReadOnlySpan<byte> text, TimestampUnit unit, out Timestamp time) =>
        IsoTime.TryParse(text, out time) || EpochTime.TryRead(text, unit, out time);

    void Compose(RowReader reader, LoopRound? round, OutgoingRecord row)
    {
        var value = row.Value;
        value.Add((byte)'{');
        foreach (var (slot, member) in _members)
        {
            var before = value.Length;
            value.AddMember(member);
            var shifted =
                round is not null
                && ((slot == _time && LoopRound.TryTime(row.Time, value)) || (slot == _id && round.TryId(reader, slot, value)));
            if (!shifted && !reader.TryJson(slot, value))
                value.Drop(value.Length - before);
        }

        reader.AddOthers(value);
        value.Add((byte)'}');
    }

    Timestamp? Time(RowReader reader, LoopRound? round)
    {
        _text.Clear();
        if (!reader.TryText(_time, _text) || !TryTime(_text.Span, _unit, out var time))
            return null;
        return round is null ? time : time.Later(round.Shift);
    }
}
