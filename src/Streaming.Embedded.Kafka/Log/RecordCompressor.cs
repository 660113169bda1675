using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>Packs records as <see cref="RecordDecompressor"/> unpacks them, for batches that compaction has made smaller.</summary>
static class RecordCompressor
{
    const int SnappyBlock = 32 << 10;

    public static byte[] Pack(byte[] records, int compression)
    {
        if (compression == 0 || records.Length == 0)
            return records;
        using var packed = new MemoryStream();
        if (compression == 2)
        {
            Snappy(records, packed);
            return packed.ToArray();
        }

        using (
            Stream packer = compression switch
            {
                1 => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
                3 => LZ4Stream.Encode(packed, leaveOpen: true),
                4 => new CompressionStream(packed, leaveOpen: true),
                _ => throw new InvalidDataException($"compression type {compression} is not known"),
            }
        )
        {
            packer.Write(records);
        }

        return packed.ToArray();
    }

    static void Snappy(ReadOnlySpan<byte> records, MemoryStream packed)
    {
        packed.Write(RecordDecompressor.XerialMagic);
        Number(packed, 1);
        Number(packed, 1);
        for (; records.Length > 0; records = records[Math.Min(SnappyBlock, records.Length)..])
        {
            var block = Snappier.Snappy.CompressToArray(records[..Math.Min(SnappyBlock, records.Length)]);
            Number(packed, block.Length);
            packed.Write(block);
        }
    }

    static void Number(MemoryStream into, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        into.Write(bytes);
    }
}
