using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// A text and its signature: a JSON Web Signature in flattened JSON form (RFC 7515) with ES256, ECDSA on P-256 over SHA-256
/// (RFC 7518, 3.4). Any JOSE library checks it.
/// </summary>
/// <param name="Protected">Base64url of the protected header.</param>
/// <param name="Payload">Base64url of the text.</param>
/// <param name="Signature">Base64url of r and s, 32 bytes each.</param>
public sealed record SignedText(string Protected, string Payload, string Signature)
{
    static readonly string Header = Base64Url.EncodeToString("""{"alg":"ES256","typ":"streaming-checkpoint+json"}"""u8);

    internal static SignedText Sign(ReadOnlySpan<byte> text, ECDsa key)
    {
        var unsigned = new SignedText(Header, Base64Url.EncodeToString(text), "");
        var signature = key.SignData(unsigned.Input(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return unsigned with { Signature = Base64Url.EncodeToString(signature) };
    }

    /// <summary>The text, once its signature is found to be that of the key. Any strings at all are taken.</summary>
    /// <exception cref="EvidenceException">It is not.</exception>
    internal byte[] Open(ECDsa key)
    {
        // The header is compared, not read: there is one algorithm, and nobody can ask for another.
        if (Protected != Header)
            throw new EvidenceException("it is not signed with ES256 as a checkpoint is");
        try
        {
            if (
                key.VerifyData(
                    Input(),
                    Base64Url.DecodeFromChars(Signature),
                    HashAlgorithmName.SHA256,
                    DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                )
            )
            {
                return Base64Url.DecodeFromChars(Payload);
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new EvidenceException("its signature cannot be read", e);
        }

        throw new EvidenceException("its signature is not by this key: it was altered, or another key signed it");
    }

    /// <summary>SHA-256 of the text, hex.</summary>
    internal string Hash() => Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(Payload)));

    byte[] Input() => Encoding.ASCII.GetBytes($"{Protected}.{Payload}");
}
