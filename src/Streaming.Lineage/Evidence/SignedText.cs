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
    internal static SignedText Sign(ReadOnlySpan<byte> text, ECDsa key, SignedKind kind)
    {
        var unsigned = new SignedText(HeaderOf(kind), Base64Url.EncodeToString(text), "");
        return unsigned with { Signature = Base64Url.EncodeToString(Signature(unsigned.Input())) };

        byte[] Signature(byte[] input)
        {
            try
            {
                return key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
            catch (CryptographicException e)
            {
                throw new EvidenceException("The key to sign with is a public one, which only checks: give the private one.", e);
            }
        }
    }

    /// <summary>The text, once its signature is found to be that of the key. Any strings at all are taken.</summary>
    /// <exception cref="EvidenceException">It is not.</exception>
    internal byte[] Open(ECDsa key, SignedKind kind)
    {
        // The header is compared, not read: there is one algorithm, and nobody can ask for another.
        if (Protected != HeaderOf(kind))
            throw new EvidenceException($"it is not signed with ES256 as {WordOf(kind)} is");
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

    /// <summary>The text, whoever signed it.</summary>
    /// <exception cref="EvidenceException">It cannot be read.</exception>
    internal byte[] Text()
    {
        try
        {
            return Base64Url.DecodeFromChars(Payload);
        }
        catch (FormatException e)
        {
            throw new EvidenceException("it cannot be read", e);
        }
    }

    /// <summary>SHA-256 of the text, hex.</summary>
    internal string Hash() => Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(Payload)));

    /// <summary>Says what is signed, so that a signature under one thing is none under another.</summary>
    static string HeaderOf(SignedKind kind) =>
        Base64Url.EncodeToString(
            kind switch
            {
                SignedKind.Checkpoint => """{"alg":"ES256","typ":"streaming-checkpoint+json"}"""u8,
                SignedKind.Cut => """{"alg":"ES256","typ":"streaming-cut+json"}"""u8,
                _ => """{"alg":"ES256","typ":"streaming-document"}"""u8,
            }
        );

    static string WordOf(SignedKind kind) =>
        kind switch
        {
            SignedKind.Checkpoint => "a checkpoint",
            SignedKind.Cut => "a statement on removed lineage",
            _ => "a document",
        };

    byte[] Input() => Encoding.ASCII.GetBytes($"{Protected}.{Payload}");
}

/// <summary>What a signed text is.</summary>
enum SignedKind
{
    Checkpoint,
    Cut,
    Document,
}
