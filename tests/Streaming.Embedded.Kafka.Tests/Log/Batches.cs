using System.Buffers.Binary;
using System.Text;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Log;

/// <summary>Builds record batches as a producer would.</summary>
static class Batches
{
    public const long Time = 1_700_000_000_000;

    public static byte[] Plain(params string[] values) => Build(values, -1, -1, -1, transactional: false);

    public static byte[] Idempotent(long producerId, short epoch, int sequence, params string[] values) =>
        Build(values, producerId, epoch, sequence, transactional: false);

    public static byte[] Transactional(long producerId, short epoch, int sequence, params string[] values) =>
        Build(values, producerId, epoch, sequence, transactional: true);

    /// <summary>Records with keys; one without a value is a tombstone.</summary>
    public static byte[] Keyed(
        long producerId,
        int sequence,
        bool transactional,
        int compression,
        params (string? Key, string? Value)[] records
    )
    {
        var packed = RecordCompressor.Pack(Records(records), compression);
        var epoch = (short)(producerId < 0 ? -1 : 0);
        return Build(packed, records.Length, producerId, epoch, producerId < 0 ? -1 : sequence, transactional, compression);
    }

    /// <summary>Writes the checksum anew after a test has changed the batch.</summary>
    public static byte[] Resealed(byte[] batch)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), Crc32C.Compute(batch.AsSpan(21)));
        return batch;
    }

    public static List<byte[]> Split(ReadOnlySpan<byte> bytes)
    {
        var batches = new List<byte[]>();
        while (!bytes.IsEmpty)
        {
            var size = BatchHeader.Read(bytes).TotalSize;
            batches.Add(bytes[..size].ToArray());
            bytes = bytes[size..];
        }

        return batches;
    }

    static byte[] Build(string[] values, long producerId, short epoch, int sequence, bool transactional) =>
        Build(
            Records([.. values.Select(value => ((string?)null, (string?)value))]),
            values.Length,
            producerId,
            epoch,
            sequence,
            transactional,
            compression: 0
        );

    static byte[] Records((string? Key, string? Value)[] all)
    {
        using var records = new MemoryStream();
        for (var i = 0; i < all.Length; i++)
        {
            using var record = new MemoryStream();
            record.WriteByte(0);
            Varint(record, i);
            Varint(record, i);
            Text(record, all[i].Key);
            Text(record, all[i].Value);
            Varint(record, 0);
            Varint(records, record.Length);
            record.WriteTo(records);
        }

        return records.ToArray();
    }

    static byte[] Build(byte[] records, int count, long producerId, short epoch, int sequence, bool transactional, int compression)
    {
        var batch = new byte[BatchHeader.Size + records.Length];
        records.CopyTo(batch, BatchHeader.Size);
        var span = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(span[8..], batch.Length - 12);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(span[21..], (short)((transactional ? 16 : 0) | compression));
        BinaryPrimitives.WriteInt32BigEndian(span[23..], count - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], Time);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], Time + count - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], epoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], count);
        return Resealed(batch);
    }

    static void Text(Stream stream, string? text)
    {
        Varint(stream, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        stream.Write(Encoding.UTF8.GetBytes(text ?? ""));
    }

    static void Varint(Stream stream, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
            stream.WriteByte((byte)(rest | 0x80));
        stream.WriteByte((byte)rest);
    }
}
