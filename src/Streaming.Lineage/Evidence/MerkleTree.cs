using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// Binary hash tree over a list of leaves, as in Certificate Transparency (RFC 9162, section 2.1): a leaf is SHA-256 over
/// 0x00 and its bytes, a node SHA-256 over 0x01 and its two children; the left subtree is the largest complete one.
/// All hashes are 32 bytes.
/// </summary>
public static class MerkleTree
{
    /// <summary>Length of a hash, bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>Hash of a leaf that is a salt and a text.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> text)
    {
        var size = 1 + salt.Length + text.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        bytes[0] = 0;
        salt.CopyTo(bytes.AsSpan(1));
        text.CopyTo(bytes.AsSpan(1 + salt.Length));
        var hash = SHA256.HashData(bytes.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    /// <summary>Hash of the whole tree; of nothing, it is SHA-256 of no bytes.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves) =>
        leaves.Length switch
        {
            0 => SHA256.HashData([]),
            1 => leaves[0],
            _ => Node(Root(leaves[..Split(leaves.Length)]), Root(leaves[Split(leaves.Length)..])),
        };

    /// <summary>The hashes beside the way from a leaf up to the root, lowest first: with the leaf they give the root.</summary>
    public static List<byte[]> Path(ReadOnlySpan<byte[]> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var path = new List<byte[]>();
        while (leaves.Length > 1)
        {
            var split = Split(leaves.Length);
            var left = index < split;
            path.Add(Root(left ? leaves[split..] : leaves[..split]));
            index = left ? index : index - split;
            leaves = left ? leaves[..split] : leaves[split..];
        }

        path.Reverse();
        return path;
    }

    /// <summary>
    /// Root that a leaf and its path give (RFC 9162, 2.1.3.2); null where the path does not fit a tree of this size.
    /// </summary>
    /// <param name="leaf">Hash of the leaf.</param>
    /// <param name="index">Its place among the leaves.</param>
    /// <param name="size">How many leaves there are.</param>
    /// <param name="path">As <see cref="Path"/> gave it; anything at all is taken.</param>
    public static byte[]? RootFrom(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size)
            return null;
        var (node, last, root) = (index, size - 1, leaf);
        foreach (var beside in path)
        {
            if (last == 0 || beside.Length != HashSize)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                root = Node(beside, root);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                root = Node(root, beside);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 ? root : null;
    }

    static byte[] Node(byte[] left, byte[] right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * HashSize)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + HashSize)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The largest power of two below a count.</summary>
    static int Split(int count) => 1 << BitOperations.Log2((uint)count - 1);
}
