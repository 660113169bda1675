using System.Text.Json;

namespace Streaming.Lineage.Evidence;

/// <summary>A checkpoint whose signature is known to be the operator's.</summary>
/// <param name="Signed">As it is signed.</param>
/// <param name="Content">What it says.</param>
public sealed record SignedCheckpoint(SignedText Signed, Checkpoint Content)
{
    /// <summary>The file's text.</summary>
    public string Write() => JsonSerializer.Serialize(Signed, EvidenceJson.Indented);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EvidenceException">It is not signed by this key, or is no checkpoint.</exception>
    public static SignedCheckpoint Read(ReadOnlySpan<byte> file, OperatorKey key) =>
        Open(EvidenceJson.Read<SignedText>(file, "the checkpoint"), key);

    /// <summary>Checks the signature.</summary>
    /// <exception cref="EvidenceException">It is not signed by this key, or is no checkpoint.</exception>
    public static SignedCheckpoint Open(SignedText signed, OperatorKey key)
    {
        var content = EvidenceJson.Read<Checkpoint>(signed.Open(key.Key, SignedKind.Checkpoint), "what is signed");
        return content.Format == Checkpoint.CurrentFormat
            ? new SignedCheckpoint(signed, content)
            : throw new EvidenceException($"it is of format {content.Format}; this product reads {Checkpoint.CurrentFormat}");
    }
}
