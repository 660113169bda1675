using System.Buffers.Binary;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>The fixed 61 bytes at the head of a record batch (magic 2). The checksum covers everything from the attributes on.</summary>
readonly struct BatchHeader
{
    public const int Size = 61;

    /// <summary>Base offset and length, the two fields that the length field does not count.</summary>
    public const int Overhead = 12;
    const int CrcOffset = 17,
        AttributesOffset = 21;
    const short CompressionMask = 7,
        LogAppendTimeFlag = 8,
        TransactionalFlag = 16,
        ControlFlag = 32,
        DeleteHorizonFlag = 64;

    public long BaseOffset { get; private init; }

    /// <summary>Bytes of the whole batch, this header included.</summary>
    public int TotalSize { get; private init; }
    public int LeaderEpoch { get; private init; }
    public byte Magic { get; private init; }
    public uint Crc { get; private init; }
    public short Attributes { get; private init; }
    public int LastOffsetDelta { get; private init; }
    public long BaseTimestamp { get; private init; }
    public long MaxTimestamp { get; private init; }
    public long ProducerId { get; private init; }
    public short ProducerEpoch { get; private init; }
    public int BaseSequence { get; private init; }
    public int RecordCount { get; private init; }

    public long LastOffset => BaseOffset + LastOffsetDelta;
    public long NextOffset => LastOffset + 1;
    public int Compression => Attributes & CompressionMask;
    public bool IsLogAppendTime => (Attributes & LogAppendTimeFlag) != 0;
    public bool IsTransactional => (Attributes & TransactionalFlag) != 0;
    public bool IsControl => (Attributes & ControlFlag) != 0;

    /// <summary>When the compaction of a later round may let go of tombstones and ends of transactions, in Unix milliseconds; null: no
    /// round has come by yet (KIP-534: the flag says that the base timestamp is this time).</summary>
    public long? DeleteHorizon => (Attributes & DeleteHorizonFlag) != 0 ? BaseTimestamp : null;
    public bool HasProducer => ProducerId >= 0;
    public bool HasSequence => BaseSequence >= 0;

    /// <summary>Sequence number of the last record; sequences wrap to 0 after the largest int.</summary>
    public int LastSequence => Sequence.Add(BaseSequence, LastOffsetDelta);

    /// <summary>Reads a header from at least <see cref="Size"/> bytes.</summary>
    public static BatchHeader Read(ReadOnlySpan<byte> bytes) =>
        new()
        {
            BaseOffset = BinaryPrimitives.ReadInt64BigEndian(bytes),
            TotalSize =
                BinaryPrimitives.ReadInt32BigEndian(bytes[8..]) is var length && length <= int.MaxValue - Overhead ? length + Overhead : -1,
            LeaderEpoch = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]),
            Magic = bytes[16],
            Crc = BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcOffset..]),
            Attributes = BinaryPrimitives.ReadInt16BigEndian(bytes[AttributesOffset..]),
            LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(bytes[23..]),
            BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(bytes[27..]),
            MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(bytes[35..]),
            ProducerId = BinaryPrimitives.ReadInt64BigEndian(bytes[43..]),
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(bytes[51..]),
            BaseSequence = BinaryPrimitives.ReadInt32BigEndian(bytes[53..]),
            RecordCount = BinaryPrimitives.ReadInt32BigEndian(bytes[57..]),
        };

    /// <summary>Whether the checksum of a whole batch is right.</summary>
    public static bool CrcMatches(ReadOnlySpan<byte> batch) =>
        BinaryPrimitives.ReadUInt32BigEndian(batch[CrcOffset..]) == Crc32C.Compute(batch[AttributesOffset..]);

    /// <summary>Gives a batch its place in the log; neither field is under the checksum.</summary>
    public static void AssignOffset(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], leaderEpoch);
    }

    /// <summary>Stamps a batch with the broker's time, which changes bytes under the checksum.</summary>
    public static void AssignLogAppendTime(Span<byte> batch, long timestamp)
    {
        BinaryPrimitives.WriteInt16BigEndian(
            batch[AttributesOffset..],
            (short)(BinaryPrimitives.ReadInt16BigEndian(batch[AttributesOffset..]) | LogAppendTimeFlag)
        );
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], timestamp);
        WriteCrc(batch);
    }

    /// <summary>Writes a header for one control record; the record's bytes follow at <see cref="Size"/>.</summary>
    public static void WriteControl(Span<byte> batch, long timestamp, long producerId, short producerEpoch)
    {
        batch[..Size].Clear();
        BinaryPrimitives.WriteInt32BigEndian(batch[8..], batch.Length - Overhead);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(batch[AttributesOffset..], TransactionalFlag | ControlFlag);
        BinaryPrimitives.WriteInt64BigEndian(batch[27..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[51..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(batch[57..], 1);
        WriteCrc(batch);
    }

    /// <summary>Writes the head of what compaction left of a batch: it spans the same offsets, and keeps its producer.</summary>
    /// <param name="batch">The whole batch; the records stand behind the header already.</param>
    /// <param name="original">The head it had.</param>
    /// <param name="records">How many are left.</param>
    /// <param name="maxTimestamp">Largest timestamp of those.</param>
    /// <param name="deleteHorizon">As in <see cref="DeleteHorizon"/>; null: none.</param>
    public static void WriteCleaned(Span<byte> batch, ReadOnlySpan<byte> original, int records, long maxTimestamp, long? deleteHorizon)
    {
        original[..Size].CopyTo(batch);
        BinaryPrimitives.WriteInt32BigEndian(batch[8..], batch.Length - Overhead);
        if (deleteHorizon is { } horizon)
        {
            var attributes = BinaryPrimitives.ReadInt16BigEndian(batch[AttributesOffset..]);
            BinaryPrimitives.WriteInt16BigEndian(batch[AttributesOffset..], (short)(attributes | DeleteHorizonFlag));
            BinaryPrimitives.WriteInt64BigEndian(batch[27..], horizon);
        }

        BinaryPrimitives.WriteInt64BigEndian(batch[35..], maxTimestamp);
        BinaryPrimitives.WriteInt32BigEndian(batch[57..], records);
        WriteCrc(batch);
    }

    static void WriteCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[CrcOffset..], Crc32C.Compute(batch[AttributesOffset..]));
}
