using System.Buffers.Binary;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Topology;

namespace Streaming.Publishing.Live;

/// <summary>
/// The keys that one partition of the keys topic holds: of each where its entry lies, and no more, so that what callers choose costs little
/// memory. Not thread safe.
/// </summary>
/// <param name="kafka">How to reach Kafka.</param>
/// <param name="partition">Which.</param>
/// <param name="kept">For how long a key counts.</param>
/// <param name="most">So many are held at most.</param>
/// <param name="time">The clock that they grow old by.</param>
sealed class PublishKeys(KafkaConnection kafka, KafkaPartition partition, TimeSpan kept, int most, TimeProvider time)
{
    readonly Dictionary<UInt128, (long Offset, long At)> _held = [];
    readonly Queue<(UInt128 Id, long At)> _oldest = new();

    /// <summary>Which partition.</summary>
    public KafkaPartition Partition => partition;

    /// <summary>Whether there is room for another one.</summary>
    public bool HasRoom => _held.Count < most;

    /// <summary>Reads the partition to its end, where nothing is undecided.</summary>
    public void Load(CancellationToken stop)
    {
        _held.Clear();
        _oldest.Clear();
        using var reader = new TopicReader(kafka);
        foreach (var record in reader.ReadAll([partition], stop))
        {
            if (record.Key is { Length: 32 } id && KeyEntry.Read(record.Value) is { } entry)
                Add(id, record.Offset, entry.At);
        }
    }

    /// <summary>Remembers one.</summary>
    public void Add(byte[] id, long offset, long at)
    {
        var name = NameOf(id);
        _held[name] = (offset, at);
        _oldest.Enqueue((name, at));
        Forget();
    }

    /// <summary>What was published under a key; null: nothing, or long ago.</summary>
    /// <exception cref="StreamingException">It is no longer to be had.</exception>
    public KeyEntry? Find(byte[] id, CancellationToken stop)
    {
        Forget();
        if (!_held.TryGetValue(NameOf(id), out var place))
            return null;
        using var reader = new TopicReader(kafka);
        var (from, to) = (new Dictionary<KafkaPartition, long>(), new Dictionary<KafkaPartition, long>());
        (from[partition], to[partition]) = (place.Offset, place.Offset + 1);
        foreach (var record in reader.Read(from, to, stop))
        {
            if (record.Offset == place.Offset && KeyEntry.Read(record.Value) is { } entry)
                return entry;
        }

        throw new StreamingException(
            $"This idempotency key was used, and {partition} no longer holds what for. Look on the topic, or use another key."
        );
    }

    void Forget()
    {
        var gone = Timestamp.Now(time).Micros - kept.Micros();
        while (_oldest.TryPeek(out var oldest) && oldest.At < gone)
        {
            _oldest.Dequeue();
            // It may have been used again since.
            if (_held.TryGetValue(oldest.Id, out var now) && now.At == oldest.At)
                _held.Remove(oldest.Id);
        }
    }

    /// <summary>Enough of a key to tell it from others.</summary>
    public static UInt128 NameOf(byte[] id) => BinaryPrimitives.ReadUInt128BigEndian(id);
}
