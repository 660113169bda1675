using System.Security.Cryptography;
using Streaming.Topology;

namespace Streaming.Lineage.Evidence;

/// <summary>
/// The key an operator signs checkpoints with: ECDSA on P-256, as PEM files that openssl reads and writes too. Keep the
/// private one away from the database: whoever has both can rewrite history and sign it.
/// </summary>
public sealed class OperatorKey : IDisposable
{
    const string Curve = "1.2.840.10045.3.1.7";

    OperatorKey(ECDsa key) => Key = key;

    /// <summary>SHA-256 of the public key's DER form, hex: names it.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Key.ExportSubjectPublicKeyInfo()));

    internal ECDsa Key { get; }

    /// <summary>A new key on the curve P-256.</summary>
    public static OperatorKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private or a public key.</summary>
    /// <param name="pem">Contents of the file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="password">Of an encrypted private key.</param>
    /// <exception cref="EvidenceException">It is no such key, or the password is wrong.</exception>
    public static OperatorKey Read(string pem, string name, string? password = null)
    {
        var key = ECDsa.Create();
        try
        {
            if (!pem.Contains("ENCRYPTED", StringComparison.Ordinal))
                key.ImportFromPem(pem);
            else if (password is not null)
                key.ImportFromEncryptedPem(pem, password);
            else
                throw new EvidenceException($"{name} is encrypted: give its password in STREAMING_KEY_PASSWORD.");
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != Curve)
                throw new EvidenceException($"{name} is no key on the curve P-256.") { Cure = Cure.CreateKey };
            return new OperatorKey(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new EvidenceException($"{name} cannot be read as a key: {e.Message}", e) { Cure = Cure.CreateKey };
        }
        catch (EvidenceException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>PKCS#8 in PEM; encrypted where there is a password (PBES2, AES-256, 600,000 rounds of PBKDF2).</summary>
    public string PrivatePem(string? password = null) =>
        password is null
            ? Key.ExportPkcs8PrivateKeyPem()
            : Key.ExportEncryptedPkcs8PrivateKeyPem(
                password,
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 600_000)
            );

    /// <summary>The public half as PEM.</summary>
    public string PublicPem() => Key.ExportSubjectPublicKeyInfoPem();

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();
}
