using System.Buffers.Binary;

namespace Streaming.Events.Partitioning;

/// <summary>The placement of keys by the two clients most publishers use, as pure functions of the key bytes.</summary>
public static class Partitioners
{
    /// <summary>
    /// 32-bit MurmurHash2 with the seed Kafka's Java client uses (0x9747b28c), little-endian whatever the platform.
    /// </summary>
    public static int Murmur2(ReadOnlySpan<byte> key)
    {
        const uint Multiplier = 0x5bd1e995;
        var hash = 0x9747b28c ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
            word ^= word >> 24;
            hash = (hash * Multiplier) ^ (word * Multiplier);
            key = key[4..];
        }
        if (key.Length >= 3)
            hash ^= (uint)key[2] << 16;
        if (key.Length >= 2)
            hash ^= (uint)key[1] << 8;
        if (key.Length >= 1)
            hash = (hash ^ key[0]) * Multiplier;
        hash ^= hash >> 13;
        hash *= Multiplier;
        hash ^= hash >> 15;
        return (int)hash;
    }

    /// <summary>CRC-32 (IEEE 802.3, as zlib).</summary>
    public static uint Crc32(ReadOnlySpan<byte> key) => System.IO.Hashing.Crc32.HashToUInt32(key);

    /// <summary>Partition by the Java client's default, also that of the internal channels.</summary>
    public static int Murmur2Partition(ReadOnlySpan<byte> key, int partitions) => (Murmur2(key) & 0x7fffffff) % partitions;

    /// <summary>Partition by librdkafka's default (<c>consistent_random</c>) for a key that is not empty.</summary>
    public static int Crc32Partition(ReadOnlySpan<byte> key, int partitions) => (int)(Crc32(key) % (uint)partitions);
}
