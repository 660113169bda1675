namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// Walks the records of an unpacked batch. A record is its length, attributes, timestamp and offset as differences to the batch's, key,
/// value and headers; lengths and differences are zig-zag varints.
/// </summary>
ref struct RecordReader(ReadOnlySpan<byte> records, int count)
{
    readonly ReadOnlySpan<byte> _records = records;
    int _left = count;
    int _next;
    int _start;
    int _afterDeltas;

    public long TimestampDelta { get; private set; }
    public long OffsetDelta { get; private set; }
    public byte Attributes { get; private set; }

    /// <summary>Whether there is a key, which may be empty.</summary>
    public bool HasKey { get; private set; }
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Whether there is no value: the record says that its key is gone.</summary>
    public bool IsTombstone { get; private set; }

    /// <summary>The record as it stands there, its length included.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _records[_start.._next];

    /// <summary>What comes after the two differences: key, value, headers.</summary>
    public readonly ReadOnlySpan<byte> Content => _records[_afterDeltas.._next];

    /// <summary>Whether an exception from here, or from unpacking, is the sender's fault.</summary>
    public static bool IsMalformed(Exception e) =>
        e is InvalidDataException or IndexOutOfRangeException or ArgumentException or EndOfStreamException or ZstdSharp.ZstdException;

    /// <summary>Goes on to the next record; false behind the last one.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such record (<see cref="IsMalformed"/> tells of other forms).</exception>
    public bool Next()
    {
        if (_left == 0)
            return false;
        _left--;
        var at = _start = _next;
        var length = Varint.Read(_records, ref at);
        if (length < 0 || length > _records.Length - at)
            throw new InvalidDataException("a record is longer than its batch");
        _next = at + (int)length;
        Attributes = _records[at++];
        TimestampDelta = Varint.Read(_records, ref at);
        OffsetDelta = Varint.Read(_records, ref at);
        _afterDeltas = at;
        var keyLength = Length(ref at);
        HasKey = keyLength >= 0;
        Key = HasKey ? _records.Slice(at, keyLength) : default;
        at += Math.Max(0, keyLength);
        IsTombstone = Length(ref at) < 0;
        if (at > _next)
            throw new InvalidDataException("a record's key is longer than the record");
        return true;
    }

    readonly int Length(ref int at)
    {
        var length = Varint.Read(_records, ref at);
        return length >= -1 && length <= _next - at ? (int)length : throw new InvalidDataException("a part is longer than its record");
    }
}
