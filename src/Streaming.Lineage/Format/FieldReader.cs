using Streaming.Events.Time;

namespace Streaming.Lineage.Format;

/// <summary>Reads what <see cref="FieldWriter"/> wrote: fields in the order of their numbers, the same one again only where it may
/// repeat.</summary>
/// <param name="bytes">The message.</param>
/// <param name="writtenBy">Version of the program that wrote it, where that is known already.</param>
ref struct FieldReader(ReadOnlySpan<byte> bytes, string? writtenBy = null)
{
    ByteReader _from = new(bytes);
    ReadOnlySpan<byte> _value;
    bool _critical;
    bool _again;

    /// <summary>Of the field that <see cref="Next"/> found.</summary>
    public int Number { get; private set; }

    /// <summary>Version of the program that wrote the message; what cannot be read names it.</summary>
    public string? WrittenBy { get; set; } = writtenBy;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_from.Left == 0)
            return false;
        var key = _from.Unsigned();
        if (key >> 1 is 0 or > int.MaxValue)
            throw new LineageCorruptException("a field in it has no number");
        var number = (int)(key >> 1);
        if (number < Number)
            throw new LineageCorruptException($"its field {number} comes after field {Number}");
        (_again, _critical, Number) = (number == Number, (key & 1) != 0, number);
        _value = _from.Bytes(_from.Count());
        return true;
    }

    /// <summary>Passes over a field that this version does not know.</summary>
    /// <exception cref="LineageNewerException">It must not be passed over.</exception>
    public readonly void Skip()
    {
        if (_critical)
            throw NotKnown($"field {Number}");
    }

    public readonly long Signed()
    {
        var value = Single();
        var number = value.Signed();
        End(value);
        return number;
    }

    public readonly int Int()
    {
        var value = Single();
        var number = value.Int();
        End(value);
        return number;
    }

    /// <summary>All numbers in the field.</summary>
    public readonly Timestamp Time() => new(Signed());

    public readonly List<long> SignedList()
    {
        var value = Single();
        var numbers = new List<long>();
        while (value.Left > 0)
            numbers.Add(value.Signed());
        return numbers;
    }

    public readonly string Text() => ByteReader.Utf8Text(Single().Rest());

    public readonly byte[] Bytes() => Single().Rest().ToArray();

    public readonly UInt128 Wide()
    {
        var value = Single();
        var number = value.Wide();
        End(value);
        return number;
    }

    public readonly bool Flag()
    {
        End(Single());
        return true;
    }

    /// <summary>The message within, of which there may be several under one number.</summary>
    public readonly FieldReader Message() => new(_value, WrittenBy);

    /// <summary>The message within, of which there is one.</summary>
    public readonly FieldReader SingleMessage() => new(Single().Rest(), WrittenBy);

    /// <summary>Something without which the rest would be understood wrongly.</summary>
    public readonly LineageNewerException NotKnown(string what) =>
        new(
            $"version {WrittenBy ?? "unknown"} of the program wrote it, with {what}, which must not be passed over and which this version "
                + "does not know; use that version or a later one"
        );

    readonly ByteReader Single() => !_again ? new ByteReader(_value) : throw new LineageCorruptException($"its field {Number} comes twice");

    static void End(ByteReader value)
    {
        if (value.Left > 0)
            throw new LineageCorruptException("a field in it is longer than its value");
    }
}
