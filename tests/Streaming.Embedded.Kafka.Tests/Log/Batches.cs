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

    static byte[] Build(string[] values, long producerId, short epoch, int sequence, bool transactional)
    {
        using var records = new MemoryStream();
        for (var i = 0; i < values.Length; i++)
        {
            var value = Encoding.UTF8.GetBytes(values[i]);
            using var record = new MemoryStream();
            record.WriteByte(0);
            Varint(record, i);
            Varint(record, i);
            Varint(record, -1);
            Varint(record, value.Length);
            record.Write(value);
            Varint(record, 0);
            Varint(records, record.Length);
            record.WriteTo(records);
        }

        var batch = new byte[BatchHeader.Size + records.Length];
        records.ToArray().CopyTo(batch, BatchHeader.Size);
        var span = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(span[8..], batch.Length - 12);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(span[21..], (short)(transactional ? 16 : 0));
        BinaryPrimitives.WriteInt32BigEndian(span[23..], values.Length - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], Time);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], Time + values.Length - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], epoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], values.Length);
        return Resealed(batch);
    }

    static void Varint(Stream stream, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
            stream.WriteByte((byte)(rest | 0x80));
        stream.WriteByte((byte)rest);
    }
}
