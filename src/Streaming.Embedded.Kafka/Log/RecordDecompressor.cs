using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4.Streams;
using Snappier;
using ZstdSharp;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>Unpacks the records of a batch. Only a search by timestamp and compacted topics need it: batches are stored and
/// served as they came.</summary>
static class RecordDecompressor
{
    const int MaxUnpacked = 256 << 20;

    // The framing of snappy-java: a magic, two version numbers, then blocks that each begin with their length.
    internal static ReadOnlySpan<byte> XerialMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];
    const int XerialHeader = 16;

    /// <exception cref="InvalidDataException">The records do not unpack.</exception>
    public static ReadOnlySpan<byte> Records(byte[] batch, in BatchHeader header)
    {
        var packed = batch.AsSpan(BatchHeader.Size);
        return header.Compression switch
        {
            0 => packed,
            1 => Drain(new GZipStream(Stream(batch), CompressionMode.Decompress)),
            2 => Snappy(packed),
            3 => Drain(LZ4Stream.Decode(Stream(batch))),
            4 => Drain(new DecompressionStream(Stream(batch))),
            _ => throw new InvalidDataException($"compression type {header.Compression} is not known"),
        };
    }

    static MemoryStream Stream(byte[] batch) => new(batch, BatchHeader.Size, batch.Length - BatchHeader.Size);

    static byte[] Drain(Stream packed)
    {
        using (packed)
        {
            using var unpacked = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = packed.Read(buffer)) > 0; )
            {
                unpacked.Write(buffer, 0, read);
                if (unpacked.Length > MaxUnpacked)
                    throw new InvalidDataException("the batch unpacks to more than is looked through");
            }

            return unpacked.ToArray();
        }
    }

    static byte[] Snappy(ReadOnlySpan<byte> packed)
    {
        if (!packed.StartsWith(XerialMagic))
            return Block(packed);
        using var unpacked = new MemoryStream();
        packed = packed[XerialHeader..];
        while (packed.Length > 4)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(packed);
            if (length < 0 || length > packed.Length - 4)
                throw new InvalidDataException("a snappy block is longer than its batch");
            unpacked.Write(Block(packed.Slice(4, length)));
            packed = packed[(4 + length)..];
        }

        return unpacked.ToArray();
    }

    static byte[] Block(ReadOnlySpan<byte> packed) =>
        Snappier.Snappy.GetUncompressedLength(packed) is var length && length > MaxUnpacked
            ? throw new InvalidDataException("the batch unpacks to more than is looked through")
            : Snappier.Snappy.DecompressToArray(packed);
}
