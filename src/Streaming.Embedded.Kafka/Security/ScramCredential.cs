using System.Security.Cryptography;
using System.Text;

namespace Streaming.Embedded.Kafka.Security;

/// <summary>The hash function of a SCRAM mechanism. Values are on disk: never renumber.</summary>
public enum ScramHash
{
    /// <summary>SHA-256.</summary>
    Sha256 = 0,

    /// <summary>SHA-512.</summary>
    Sha512 = 1,
}

/// <summary>
/// What is kept of a password for SCRAM (RFC 5802, section 3): enough to check that a client knows it, and not enough to come in with.
/// </summary>
/// <param name="Hash">The hash function.</param>
/// <param name="Salt">Random bytes of this user.</param>
/// <param name="Iterations">Rounds of the key derivation.</param>
/// <param name="StoredKey">Hash of the client's key.</param>
/// <param name="ServerKey">With which the broker proves that it knows the user.</param>
public sealed record ScramCredential(ScramHash Hash, byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>Fewer are refused by Kafka clients.</summary>
    public const int LeastIterations = 4096;

    const int SaltBytes = 16;

    /// <summary>A credential with a new salt.</summary>
    public static ScramCredential Create(ScramHash hash, string password, int iterations = LeastIterations) =>
        Derive(hash, password, RandomNumberGenerator.GetBytes(SaltBytes), iterations);

    /// <summary>The credential of a password under a salt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer rounds than <see cref="LeastIterations"/>.</exception>
    public static ScramCredential Derive(ScramHash hash, string password, byte[] salt, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, LeastIterations);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, Name(hash), Size(hash));
        return OfSalted(hash, salted, salt, iterations);
    }

    /// <summary>The credential of a password that has been through the derivation already.</summary>
    internal static ScramCredential OfSalted(ScramHash hash, ReadOnlySpan<byte> salted, byte[] salt, int iterations)
    {
        var stored = Digest(hash, Mac(hash, salted, "Client Key"u8));
        return new ScramCredential(hash, salt, iterations, stored, Mac(hash, salted, "Server Key"u8));
    }

    /// <summary>Whether a password is this one's, in a time that does not depend on where it differs.</summary>
    public bool IsOf(string password) =>
        CryptographicOperations.FixedTimeEquals(StoredKey, Derive(Hash, password, Salt, Iterations).StoredKey);

    internal static byte[] Mac(ScramHash hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text) =>
        hash == ScramHash.Sha256 ? HMACSHA256.HashData(key, text) : HMACSHA512.HashData(key, text);

    internal static byte[] Digest(ScramHash hash, ReadOnlySpan<byte> bytes) =>
        hash == ScramHash.Sha256 ? SHA256.HashData(bytes) : SHA512.HashData(bytes);

    internal static int Size(ScramHash hash) => hash == ScramHash.Sha256 ? SHA256.HashSizeInBytes : SHA512.HashSizeInBytes;

    static HashAlgorithmName Name(ScramHash hash) => hash == ScramHash.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
}
