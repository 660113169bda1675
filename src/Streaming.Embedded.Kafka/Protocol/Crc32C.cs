using System.Buffers.Binary;
using System.Numerics;

namespace Streaming.Embedded.Kafka.Protocol;

/// <summary>CRC-32C (Castagnoli), the checksum of record batches, on the processor's own instruction where it has one.</summary>
static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
