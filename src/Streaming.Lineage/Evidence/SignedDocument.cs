using System.Text.Json;

namespace Streaming.Lineage.Evidence;

/// <summary>A text of any kind that an operator vouches for, whole, in a file beside it: what was signed can be read there too, so that a
/// text that was changed since can be held against it.</summary>
public static class SignedDocument
{
    /// <summary>Signs.</summary>
    /// <param name="text">All bytes of the document.</param>
    /// <param name="key">A private key.</param>
    /// <returns>A JSON Web Signature in flattened JSON form, whose payload is the document (<see cref="SignedText"/>).</returns>
    /// <exception cref="EvidenceException">The key is a public one.</exception>
    public static string Sign(ReadOnlySpan<byte> text, OperatorKey key) =>
        JsonSerializer.Serialize(SignedText.Sign(text, key.Key, SignedKind.Document), EvidenceJson.Indented);

    /// <summary>The document as it was signed.</summary>
    /// <param name="file">What <see cref="Sign"/> gave.</param>
    /// <param name="key">The public key, or the private one.</param>
    /// <exception cref="EvidenceException">It is not signed by this key, or is no signed document.</exception>
    public static byte[] Open(ReadOnlySpan<byte> file, OperatorKey key) =>
        EvidenceJson.Read<SignedText>(file, "the signature").Open(key.Key, SignedKind.Document);
}
