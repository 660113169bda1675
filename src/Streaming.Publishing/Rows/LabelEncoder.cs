using Streaming.Events.Time;
using Streaming.Publishing.Order;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Rows;

/// <summary>Makes the label of a row: known at the time the row says, else at the event's time plus the usual delay.</summary>
sealed class LabelEncoder
{
    readonly LabelsModel _model;
    readonly (int Slot, byte[] Member)[] _members;
    readonly TimeSpan? _delay;
    readonly int _target;
    readonly int _id;
    readonly int _time;
    readonly int _known;
    readonly TimestampUnit _unit;
    readonly ByteText _text = new();
    readonly ByteText _value = new();

    public LabelEncoder(LabelsModel model, FieldNames names)
    {
        _model = model;
        _members = [.. model.Fields.Select(f => (names.Slot(f.Name), EventEncoder.Member(f.Name)))];
        _delay = model.Delay;
        (_target, _id, _time, _known) = (names.Slot(model.Target), names.Slot(model.Id), names.Slot(model.Time), names.Slot(model.Known));
        _unit = model.Fields.First(f => f.Name == model.Known).Unit;
    }

    /// <returns>Null where the row has no label.</returns>
    public WaitingLabel? Encode(RowReader reader, LoopRound? round, Timestamp time)
    {
        _value.Clear();
        if (!reader.TryJson(_target, _value) || _value.Span.SequenceEqual("null"u8))
            return null;
        var known = Known(reader, round)
            ?? time.Later(
                _delay
                    ?? throw new StreamingException(
                        $"when labels become known is neither in the file (column '{_model.Known}') nor in the topology; declare 'delay' "
                            + "under 'labels', or publish without labels"
                    )
                    {
                        Cure = Cure.LeaveOutLabels,
                    }
            );
        _value.Clear();
        _value.Add((byte)'{');
        foreach (var (slot, member) in _members)
        {
            var before = _value.Length;
            _value.AddMember(member);
            if (!Field(reader, round, slot, time, known))
                _value.Drop(_value.Length - before);
        }

        _value.Add((byte)'}');
        return new WaitingLabel(known, Key(reader, round), _value.ToArray());
    }

    bool Field(RowReader reader, LoopRound? round, int slot, Timestamp time, Timestamp known)
    {
        if (slot == _known)
            return AddTime(known);
        if (round is not null && slot == _time)
            return AddTime(time);
        return (round is not null && slot == _id && round.TryId(reader, slot, _value)) || reader.TryJson(slot, _value);
    }

    bool AddTime(Timestamp time)
    {
        LoopRound.AddTime(time, _value);
        return true;
    }

    byte[] Key(RowReader reader, LoopRound? round)
    {
        _text.Clear();
        reader.TryText(_id, _text);
        round?.AddSuffix(_text);
        return _text.ToArray();
    }

    Timestamp? Known(RowReader reader, LoopRound? round)
    {
        _text.Clear();
        if (!reader.TryText(_known, _text) || !EventEncoder.TryTime(_text.Span, _unit, out var known))
            return null;
        return known.Later(round?.Shift ?? 0);
    }
}
