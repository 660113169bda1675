using System.Text.Json;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// One record with the proof that it is in the lineage an operator signed: what an auditor takes home. Nothing of other
/// records is in it but hashes, salted each with a secret of its own.
/// </summary>
/// <param name="Format">See <see cref="CurrentFormat"/>.</param>
/// <param name="Record">The record's text (see docs/evidence.md), as it was hashed.</param>
/// <param name="Salt">Its salt, hex.</param>
/// <param name="Index">Its place among the records of its batch.</param>
/// <param name="RecordPath">Path from it to the root of the batch's records, hex, lowest first.</param>
/// <param name="Batch">Text of the batch's statement (<see cref="BatchStatement"/>), as it was hashed.</param>
/// <param name="BatchPath">Path from that to the root of the stream in the checkpoint.</param>
/// <param name="Checkpoint">The signed checkpoint.</param>
public sealed record RecordEvidence(
    string Format,
    string Record,
    string Salt,
    int Index,
    IReadOnlyList<string> RecordPath,
    string Batch,
    IReadOnlyList<string> BatchPath,
    SignedText Checkpoint
)
{
    /// <summary>What <c>format</c> says in those written today.</summary>
    public const string CurrentFormat = "streaming-evidence/1";

    /// <summary>The file's text.</summary>
    public string Write() => JsonSerializer.Serialize(this, EvidenceJson.Indented);

    /// <summary>Reads what <see cref="Write"/> wrote, without checking anything yet.</summary>
    /// <exception cref="EvidenceException">It is no such file.</exception>
    public static RecordEvidence Read(ReadOnlySpan<byte> file)
    {
        var evidence = EvidenceJson.Read<RecordEvidence>(file, "the evidence");
        return evidence.Format == CurrentFormat
            ? evidence
            : throw new EvidenceException($"it is of format {evidence.Format}; this product reads {CurrentFormat}");
    }
}
