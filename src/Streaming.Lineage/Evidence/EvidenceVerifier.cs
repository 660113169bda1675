using System.Text;
using System.Text.Json;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Evidence;

/// <summary>What evidence was found to prove.</summary>
/// <param name="Id">The record.</param>
/// <param name="Record">Its text.</param>
/// <param name="Batch">Its batch.</param>
/// <param name="Checkpoint">The checkpoint that covers it.</param>
public sealed record ProvedRecord(LineageId Id, JsonElement Record, BatchStatement Batch, Checkpoint Checkpoint);

/// <summary>
/// Checks evidence with nothing but the operator's public key: no database, no broker. The record's text hashes, along its
/// path, to the root that its batch's statement names; that statement to the root that the checkpoint names for the stream;
/// and the checkpoint is signed by the key.
/// </summary>
public static class EvidenceVerifier
{
    /// <exception cref="EvidenceException">It proves nothing; the message says at which step it fails.</exception>
    public static ProvedRecord Verify(RecordEvidence evidence, OperatorKey key)
    {
        var checkpoint = Open(evidence.Checkpoint, key);
        var statement = EvidenceJson.Read<BatchStatement>(Encoding.UTF8.GetBytes(evidence.Batch), "the statement on its batch");
        var covered = checkpoint.Streams.FirstOrDefault(s => s.Stream == statement.Stream)
            ?? throw new EvidenceException($"the checkpoint says nothing of stream {statement.Stream}");
        var batchRoot = MerkleTree.RootFrom(
            MerkleTree.Leaf([], Encoding.UTF8.GetBytes(evidence.Batch)),
            statement.Version - covered.After - 1,
            covered.Version - covered.After,
            Hashes(evidence.BatchPath)
        );
        if (batchRoot is null || Convert.ToHexStringLower(batchRoot) != covered.Root)
        {
            throw new EvidenceException(
                $"the statement on batch {statement.Stream}/{statement.Version} is not one that the checkpoint covers: it was altered"
            );
        }

        var recordRoot = MerkleTree.RootFrom(
            MerkleTree.Leaf(Bytes(evidence.Salt), Encoding.UTF8.GetBytes(evidence.Record)),
            evidence.Index,
            statement.Records,
            Hashes(evidence.RecordPath)
        );
        if (recordRoot is null || Convert.ToHexStringLower(recordRoot) != statement.RecordsRoot)
            throw new EvidenceException($"the record is not one of batch {statement.Stream}/{statement.Version}: it was altered");
        var record = JsonElement.Parse(evidence.Record);
        return
            LineageId.TryParse(record.GetProperty("lineage_id").GetString()!, out var id)
            && id.Row == evidence.Index
            && id.Version == statement.Version
            && id.Stream.ToString() == statement.Stream
            ? new ProvedRecord(id, record, statement, checkpoint)
            : throw new EvidenceException("the record names another place than the one that is proved");
    }

    static Checkpoint Open(SignedText signed, OperatorKey key)
    {
        try
        {
            return SignedCheckpoint.Open(signed, key).Content;
        }
        catch (EvidenceException e)
        {
            throw new EvidenceException($"of its checkpoint: {e.Message}", e);
        }
    }

    static List<byte[]> Hashes(IReadOnlyList<string> path) => [.. path.Select(Bytes)];

    static byte[] Bytes(string hex)
    {
        try
        {
            return Convert.FromHexString(hex);
        }
        catch (Exception e) when (e is FormatException or ArgumentNullException)
        {
            throw new EvidenceException("a hash in it is not in hexadecimal", e);
        }
    }
}
