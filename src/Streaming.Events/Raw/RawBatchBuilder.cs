using System.Text;
using System.Text.Unicode;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;

namespace Streaming.Events.Raw;

/// <summary>
/// Collects consumed records into a <see cref="RawBatch"/>. Meant for the consumer thread: appending copies the native
/// spans and allocates nothing once the arrays have grown. <see cref="Build"/> hands the arrays' contents on and starts anew.
/// </summary>
public sealed class RawBatchBuilder(string topic, int partition)
{
    byte[] _arena = [];
    int[] _keyStart = [];
    int[] _keyLength = [];
    int[] _valueStart = [];
    int[] _valueLength = [];
    long[] _offsets = [];
    Timestamp[] _sourceTimes = [];
    readonly List<WatermarkRecord> _watermarks = [];
    readonly List<PublisherRun> _publishers = [];
    byte[] _publisher = [];
    int _used;
    long _nextOffset = -1;

    /// <summary>Records so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of keys and values so far.</summary>
    public int Bytes => _used;

    /// <summary>True where nothing has come, neither record nor watermark.</summary>
    public bool IsEmpty => Count == 0 && _watermarks.Count == 0 && _nextOffset < 0;

    /// <summary>Whether a record of this size still fits the 2 GiB that one arena can hold.</summary>
    public bool Fits(int bytes) => (long)_used + bytes <= Array.MaxLength;

    /// <param name="sourceTime">Kafka's timestamp.</param>
    public void Append(long offset, Timestamp sourceTime, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue)
    {
        var row = Count;
        GrowRows(row + 1);
        _keyStart[row] = Store(key);
        _keyLength[row] = hasKey ? key.Length : -1;
        _valueStart[row] = Store(value);
        _valueLength[row] = hasValue ? value.Length : -1;
        _offsets[row] = offset;
        _sourceTimes[row] = sourceTime;
        Count = row + 1;
        _nextOffset = offset + 1;
    }

    /// <summary>Adds a control record.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="time">What it says.</param>
    public void AppendWatermark(long offset, Timestamp time)
    {
        _watermarks.Add(new WatermarkRecord(offset, time));
        _nextOffset = offset + 1;
    }

    /// <summary>The records from this offset on are of this publisher; told before they are appended, by the name in UTF-8.</summary>
    public void By(long offset, ReadOnlySpan<byte> publisher)
    {
        if (publisher.SequenceEqual(_publisher))
            return;
        _publisher = publisher.ToArray();
        _publishers.Add(new PublisherRun(offset, NameOf(publisher)));
    }

    /// <summary>The position moved without a record (transaction markers, a compacted log).</summary>
    public void Advance(long nextOffset) => _nextOffset = Math.Max(_nextOffset, nextOffset);

    /// <param name="arrivalTime">Now: what freshness is judged by.</param>
    public RawBatch Build(Timestamp arrivalTime)
    {
        if (IsEmpty)
            throw new InvalidOperationException("An empty batch has no position.");
        var batch = new RawBatch
        {
            Topic = topic,
            Partition = partition,
            Count = Count,
            Arena = _arena.AsSpan(0, _used).ToArray(),
            KeyStart = _keyStart.AsSpan(0, Count).ToArray(),
            KeyLength = _keyLength.AsSpan(0, Count).ToArray(),
            ValueStart = _valueStart.AsSpan(0, Count).ToArray(),
            ValueLength = _valueLength.AsSpan(0, Count).ToArray(),
            Offsets = _offsets.AsSpan(0, Count).ToArray(),
            SourceTimes = _sourceTimes.AsSpan(0, Count).ToArray(),
            ArrivalTime = arrivalTime,
            Watermarks = [.. _watermarks],
            Publishers = [.. _publishers],
            NextOffset = _nextOffset,
        };
        Growth.Trim(ref _arena, _used);
        _watermarks.Clear();
        _publishers.Clear();
        if (_publisher.Length > 0)
            _publishers.Add(new PublisherRun(batch.NextOffset, NameOf(_publisher)));
        _used = 0;
        _nextOffset = -1;
        Count = 0;
        return batch;
    }

    static string NameOf(ReadOnlySpan<byte> name) =>
        name.Length <= PublisherName.MostBytes && Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : PublisherName.Plain;

    int Store(ReadOnlySpan<byte> bytes)
    {
        var start = _used;
        Growth.Ensure(ref _arena, start + bytes.Length);
        bytes.CopyTo(_arena.AsSpan(start));
        _used = start + bytes.Length;
        return start;
    }

    void GrowRows(int needed)
    {
        if (needed <= _offsets.Length)
            return;
        Growth.Ensure(ref _keyStart, needed);
        Growth.Ensure(ref _keyLength, needed);
        Growth.Ensure(ref _valueStart, needed);
        Growth.Ensure(ref _valueLength, needed);
        Growth.Ensure(ref _sourceTimes, needed);
        Growth.Ensure(ref _offsets, needed);
    }
}
