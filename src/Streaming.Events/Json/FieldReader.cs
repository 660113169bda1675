using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>
/// Reads one declared field's value into its column. Returns false where the text is no JSON; a value that is JSON but not
/// of the field's type is stepped over and left as the row's fault. Accepted beside the obvious: an integer for a string
/// (its digits, since ids often come as numbers), <c>1.0</c> for an int, a count since 1970 in the field's unit for a timestamp.
/// </summary>
sealed class FieldReader
{
    byte[] _scratch = new byte[64];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault) =>
        scanner.Current switch
        {
            (byte)'"' => ReadString(ref scanner, slot, ref fault),
            (>= (byte)'0' and <= (byte)'9') => ReadNumber(ref scanner, slot, ref fault),
            (byte)'-' => ReadMinus(ref scanner, slot, ref fault),
            (byte)'n' => ReadNull(ref scanner, slot, ref fault),
            (byte)'t' => scanner.Literal("true"u8) && Append(true, slot, ref fault),
            (byte)'f' => scanner.Literal("false"u8) && Append(false, slot, ref fault),
            (byte)'N' when slot.Field.Type == FieldType.Double => scanner.Literal("NaN"u8) && NotFinite(slot, "NaN", ref fault),
            (byte)'I' when slot.Field.Type == FieldType.Double => scanner.Literal("Infinity"u8) && NotFinite(slot, "infinite", ref fault),
            _ => SkipWrongType(ref scanner, slot, ref fault),
        };

    bool ReadString(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault)
    {
        if (!scanner.ReadString(out var raw, out var escaped))
            return false;
        if (slot.Field.Type == FieldType.String && !escaped)
        {
            slot.Strings.Append(raw);
            return true;
        }
        return slot.Field.Type switch
        {
            FieldType.String => AppendUnescaped(raw, slot, ref fault),
            FieldType.Timestamp => AppendTime(escaped ? Unescape(raw) : raw, slot, ref fault),
            FieldType.Double when raw.SequenceEqual("NaN"u8) => NotFinite(slot, "NaN", ref fault),
            FieldType.Double when raw.SequenceEqual("Infinity"u8) || raw.SequenceEqual("-Infinity"u8) => NotFinite(
                slot,
                "infinite",
                ref fault
            ),
            _ => WrongType(slot, "a string", ref fault),
        };
    }

    static bool ReadNumber(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault)
    {
        if (!scanner.ReadNumber(out var number))
            return false;
        switch (slot.Field.Type)
        {
            case FieldType.Double:
                var real = number.ToDouble();
                if (!double.IsFinite(real))
                    return NotFinite(slot, "infinite", ref fault);
                slot.Doubles.Append(real);
                return true;
            case FieldType.Int:
                if (number.TryToInt64(out var integer, out var fraction))
                {
                    slot.Longs.Append(integer);
                }
                else if (fraction)
                {
                    return WrongType(slot, "a number", ref fault);
                }
                else
                {
                    fault = new RowFault(
                        ReasonCode.OutOfRange,
                        slot.Field.Name,
                        $"Field {slot.Field.Name} does not fit a signed 64-bit integer."
                    );
                }

                return true;
            case FieldType.String when number.IsInteger:
                slot.Strings.Append(number.Text);
                return true;
            case FieldType.Timestamp when EpochTime.TakesFractions(slot.Field.Unit) || number.IsInteger:
                if (EpochTime.TryRead(number.Text, slot.Field.Unit, out var time))
                    slot.Longs.Append(time.Micros);
                else
                    fault = InvalidTime(slot, $"is not in the years 1 to 9999 as {EpochTime.Name(slot.Field.Unit)}");
                return true;
            default:
                return WrongType(slot, "a number", ref fault);
        }
    }

    static bool ReadMinus(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault)
    {
        var infinity = "-Infinity"u8;
        if (slot.Field.Type != FieldType.Double || !scanner.Data[scanner.Position..].StartsWith(infinity))
            return ReadNumber(ref scanner, slot, ref fault);
        scanner.Position += infinity.Length;
        return NotFinite(slot, "infinite", ref fault);
    }

    static bool ReadNull(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault)
    {
        if (!scanner.Literal("null"u8))
            return false;
        if (slot.Field.Optional)
            slot.Column.AppendNull();
        else
            fault = new RowFault(ReasonCode.MissingField, slot.Field.Name, $"Required field {slot.Field.Name} is null.");
        return true;
    }

    static bool Append(bool value, FieldSlot slot, ref RowFault? fault)
    {
        if (slot.Field.Type != FieldType.Bool)
            return WrongType(slot, "a boolean", ref fault);
        slot.Bools.Append(value);
        return true;
    }

    static bool AppendUnescaped(ReadOnlySpan<byte> raw, FieldSlot slot, ref RowFault? fault)
    {
        var written = JsonStrings.Unescape(raw, slot.Strings.Reserve(raw.Length));
        if (written < 0)
        {
            fault = new RowFault(
                ReasonCode.InvalidUtf8,
                slot.Field.Name,
                $"Field {slot.Field.Name} has half of a surrogate pair as an escape."
            );
        }
        else
        {
            slot.Strings.Commit(written);
        }

        return true;
    }

    static bool AppendTime(ReadOnlySpan<byte> text, FieldSlot slot, ref RowFault? fault)
    {
        if (IsoTime.TryParse(text, out var time))
            slot.Longs.Append(time.Micros);
        else
            fault = InvalidTime(slot, $"is not an ISO 8601 time: {OutsideText.Show(text, slot.Field)}");
        return true;
    }

    ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        Rows.Builders.Growth.Ensure(ref _scratch, raw.Length);
        return _scratch.AsSpan(0, Math.Max(0, JsonStrings.Unescape(raw, _scratch)));
    }

    static bool SkipWrongType(ref JsonScanner scanner, FieldSlot slot, ref RowFault? fault)
    {
        var found = scanner.Current == '[' ? "an array" : "an object";
        return scanner.SkipValue(1) && WrongType(slot, found, ref fault);
    }

    static bool NotFinite(FieldSlot slot, string what, [NotNull] ref RowFault? fault)
    {
        fault = new RowFault(ReasonCode.NotFinite, slot.Field.Name, $"Field {slot.Field.Name} is {what}, not a finite number.");
        return true;
    }

    static bool WrongType(FieldSlot slot, string found, [NotNull] ref RowFault? fault)
    {
        fault = new RowFault(
            ReasonCode.WrongType,
            slot.Field.Name,
            $"Field {slot.Field.Name} must be {Wanted(slot.Field)}, and is {found}."
        );
        return true;
    }

    static RowFault InvalidTime(FieldSlot slot, string what) =>
        new(ReasonCode.InvalidTimestamp, slot.Field.Name, $"Field {slot.Field.Name} {what}.");

    static string Wanted(FieldModel field) =>
        field.Type switch
        {
            FieldType.String => "a string",
            FieldType.Bool => "true or false",
            FieldType.Int => "an integer",
            FieldType.Double => "a number",
            _ => $"a time (ISO 8601 or {EpochTime.Name(field.Unit)})",
        };
}
