using Streaming.Events.Time;

namespace Streaming.Events.Raw;

/// <summary>
/// Records of one topic partition in offset order, as they came: keys and values lie in one arena. Immutable once handed
/// on; <see cref="Watermarks"/> are the control records found between them.
/// </summary>
public sealed class RawBatch
{
    /// <summary>Topic of all its records.</summary>
    public required string Topic { get; init; }

    /// <summary>Their partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Records, control records not counted.</summary>
    public required int Count { get; init; }

    /// <summary>Keys and values, one after the other.</summary>
    public required byte[] Arena { get; init; }

    /// <summary>Start in the arena, per record.</summary>
    public required int[] KeyStart { get; init; }

    /// <summary>Length in bytes; -1 for a null key.</summary>
    public required int[] KeyLength { get; init; }

    /// <summary>Start in the arena, per record.</summary>
    public required int[] ValueStart { get; init; }

    /// <summary>Length in bytes; -1 for a null value.</summary>
    public required int[] ValueLength { get; init; }

    /// <summary>Per record.</summary>
    public required long[] Offsets { get; init; }

    /// <summary>Kafka's timestamps, per record.</summary>
    public required Timestamp[] SourceTimes { get; init; }

    /// <summary>When this batch was read.</summary>
    public required Timestamp ArrivalTime { get; init; }

    /// <summary>Control records that say how far their publisher has come.</summary>
    public IReadOnlyList<WatermarkRecord> Watermarks { get; init; } = [];

    /// <summary>Who wrote the records and watermarks, from each offset on; empty: nobody gave a name.</summary>
    public IReadOnlyList<PublisherRun> Publishers { get; init; } = [];

    /// <summary>Offset after the last record or watermark of this batch.</summary>
    public required long NextOffset { get; init; }

    /// <summary>False where the key is null.</summary>
    public bool HasKey(int row) => KeyLength[row] >= 0;

    /// <summary>False where the value is null: a tombstone.</summary>
    public bool HasValue(int row) => ValueLength[row] >= 0;

    /// <summary>A record's key; empty where it is null.</summary>
    public ReadOnlySpan<byte> Key(int row) => Arena.AsSpan(KeyStart[row], Math.Max(0, KeyLength[row]));

    /// <summary>A record's value; empty where it is null.</summary>
    public ReadOnlySpan<byte> Value(int row) => Arena.AsSpan(ValueStart[row], Math.Max(0, ValueLength[row]));
}

/// <summary>A promise of the publisher: no older event follows on this partition.</summary>
/// <param name="Offset">Offset of the control record.</param>
/// <param name="Time">Event time, or <see cref="Watermark.Idle"/>.</param>
public readonly record struct WatermarkRecord(long Offset, Timestamp Time);

/// <summary>From an offset on, up to the next run's, the records of a partition are this publisher's.</summary>
/// <param name="From">Offset of the first one.</param>
/// <param name="Name">Its name; empty where none is given: all who give none are one plain publisher.</param>
public readonly record struct PublisherRun(long From, string Name);

/// <summary>A publisher's name on the wire: a header on its events, labels and watermarks alike.</summary>
public static class PublisherName
{
    /// <summary>Header whose value is the name in UTF-8.</summary>
    public const string Header = "streaming-publisher";

    /// <summary>A longer name, in bytes, counts for none.</summary>
    public const int MostBytes = 128;

    /// <summary>Of those who give no name.</summary>
    public const string Plain = "";
}

/// <summary>Watermarks on the wire: a record with null key and value and one header.</summary>
public static class Watermark
{
    /// <summary>Header whose value is the event time in microseconds since 1970 in ASCII decimal digits, or <c>idle</c>.</summary>
    public const string Header = "streaming-watermark";

    /// <summary>The publisher has stopped for now: the input holds nobody back until its next record.</summary>
    public static Timestamp Idle => Timestamp.End;

    /// <summary>Whether it may be taken at its word: it says idle, or lies no later than what is believed.</summary>
    public static bool IsBelievable(Timestamp time, Timestamp latest) => time == Idle || time <= latest;
}
