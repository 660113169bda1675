using System.Buffers.Binary;
using System.Security.Cryptography;
using Apache.Arrow;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// The tree over the records of a batch, in the order of their lineage ids: accepted rows, then rejected ones, then control records. A leaf
/// is a
/// record's salt and text. Each record has a salt of its own, HMAC-SHA-256 of its row number (int32, little endian) under
/// the batch's blinding, cut to 16 bytes: whoever holds the proof of one record sees hashes of others, and without their
/// salts cannot find out what they say by trying.
/// </summary>
sealed class RecordTree
{
    public const int SaltSize = 16;

    readonly LineageBatch _batch;
    readonly byte[][] _leaves;

    RecordTree(LineageBatch batch, byte[][] leaves) => (_batch, _leaves, Root) = (batch, leaves, MerkleTree.Root(leaves));

    public int Count => _leaves.Length;

    public byte[] Root { get; }

    public static RecordTree Of(LineageBatch batch)
    {
        var leaves = new List<byte[]>();
        using var text = new RecordText();
        var key = Key(batch);
        foreach (var (table, rows) in Tables(batch))
        {
            for (var row = 0; row < rows.Length; row++)
            {
                var id = new LineageId(batch.Stream, batch.Version, leaves.Count);
                leaves.Add(MerkleTree.Leaf(Salt(key, id.Row), text.Of(id, table, rows, row)));
            }
        }

        return new RecordTree(batch, [.. leaves]);
    }

    /// <summary>What proves one record; null where the batch has no such row.</summary>
    public RecordProof? Prove(int row)
    {
        var first = 0;
        foreach (var (table, rows) in Tables(_batch))
        {
            if (row < first + rows.Length)
            {
                using var text = new RecordText();
                var id = new LineageId(_batch.Stream, _batch.Version, row);
                return new RecordProof(
                    text.Of(id, table, rows, row - first).ToArray(),
                    Salt(Key(_batch), row),
                    row,
                    MerkleTree.Path(_leaves, row)
                );
            }

            first += rows.Length;
        }

        return null;
    }

    static IEnumerable<(string Name, RecordBatch Rows)> Tables(LineageBatch batch)
    {
        foreach (var name in LineageId.Tables)
        {
            if (batch.Table(name) is { } rows)
                yield return (name, rows);
        }
    }

    /// <summary>A batch of format version 1 has no blinding. Its whole body takes that place: only those who have the batch know
    /// it.</summary>
    static byte[] Key(LineageBatch batch)
    {
        if (batch.Header.Blinding == UInt128.Zero)
            return SHA256.HashData(batch.Body.Span);
        var key = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, batch.Header.Blinding);
        return key;
    }

    static byte[] Salt(byte[] key, int row)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, row);
        return HMACSHA256.HashData(key, number)[..SaltSize];
    }
}

/// <summary>A record's text, its salt, its place and the path from it to the root of its batch.</summary>
sealed record RecordProof(byte[] Text, byte[] Salt, int Row, IReadOnlyList<byte[]> Path);
