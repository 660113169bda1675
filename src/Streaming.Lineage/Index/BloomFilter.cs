using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Streaming.Lineage.Index;

/// <summary>
/// Blocked Bloom filter (Putze, Sanders, Singler 2007; a hash touches one block of 512 bits): a lookup needs only those
/// 64 bytes, which PostgreSQL cuts out of a large filter without reading the rest.
/// </summary>
public static class BloomFilter
{
    /// <summary>Of a filter, each probed by itself: a cache line.</summary>
    public const int BlockBytes = 64;

    const int Probes = 6;

    /// <summary>Builds a filter over the hashes.</summary>
    public static byte[] Build(ReadOnlySpan<ulong> hashes, double bitsPerHash)
    {
        var blocks = Math.Max(1, (int)Math.Ceiling(hashes.Length * bitsPerHash / (BlockBytes * 8)));
        var filter = new byte[blocks * BlockBytes];
        foreach (var hash in hashes)
            Add(filter.AsSpan(BlockIndex(hash, blocks) * BlockBytes, BlockBytes), hash);
        return filter;
    }

    /// <summary>False: the filter was built without this hash.</summary>
    public static bool MayContain(ReadOnlySpan<byte> filter, ulong hash) =>
        filter.Length >= BlockBytes
        && BlockMayContain(filter.Slice(BlockIndex(hash, filter.Length / BlockBytes) * BlockBytes, BlockBytes), hash);

    /// <summary>The block a hash falls into: its upper 32 bits scaled to the number of blocks.</summary>
    public static int BlockIndex(ulong hash, int blocks) => (int)((hash >> 32) * (ulong)blocks >> 32);

    /// <summary>False: the block was built without this hash.</summary>
    public static bool BlockMayContain(ReadOnlySpan<byte> block, ulong hash)
    {
        var bits = Bits(hash);
        for (var i = 0; i < Probes; i++, bits >>= 9)
        {
            if ((block[(int)(bits >> 3 & 63)] & 1 << (int)(bits & 7)) == 0)
                return false;
        }

        return true;
    }

    static void Add(Span<byte> block, ulong hash)
    {
        var bits = Bits(hash);
        for (var i = 0; i < Probes; i++, bits >>= 9)
            block[(int)(bits >> 3 & 63)] |= (byte)(1 << (int)(bits & 7));
    }

    /// <summary>Fifty-four bits for six probes of nine, independent of the upper bits that picked the block.</summary>
    static ulong Bits(ulong hash) => (uint)hash * 0x9E3779B97F4A7C15UL >> 10;
}
