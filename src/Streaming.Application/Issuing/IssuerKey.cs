using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Streaming.Store.Issuing;
using Streaming.Topology;

namespace Streaming.Application.Issuing;

/// <summary>A key to sign with (ECDSA P-256), and one to encrypt with what the issuer alone reads (256 bits).</summary>
/// <param name="Kept">As it lies in the database.</param>
public sealed record IssuerKey(KeptKeys Kept, ECDsaSecurityKey Signing, SymmetricSecurityKey Encryption)
{
    const int NonceLength = 12;
    const int TagLength = 16;
    const int EncryptionLength = 32;

    /// <summary>New ones.</summary>
    /// <param name="secret">Encrypts them for the database.</param>
    /// <param name="signsFrom">From then on they sign.</param>
    public static KeptKeys Create(byte[] secret, DateTimeOffset signsFrom)
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12));
        byte[] plain = [.. RandomNumberGenerator.GetBytes(EncryptionLength), .. signing.ExportPkcs8PrivateKey()];
        var kept = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(kept.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(secret, TagLength);
        cipher.Encrypt(
            kept.AsSpan(0, NonceLength),
            plain,
            kept.AsSpan(NonceLength + TagLength),
            kept.AsSpan(NonceLength, TagLength),
            Encoding.UTF8.GetBytes(id)
        );
        CryptographicOperations.ZeroMemory(plain);
        return new KeptKeys(id, Convert.ToBase64String(kept), signsFrom);
    }

    /// <exception cref="StreamingException">They were encrypted by another secret.</exception>
    public static IssuerKey Open(KeptKeys keys, byte[] secret)
    {
        try
        {
            var kept = Convert.FromBase64String(keys.Secret);
            var plain = new byte[kept.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(secret, TagLength);
            cipher.Decrypt(
                kept.AsSpan(0, NonceLength),
                kept.AsSpan(NonceLength + TagLength),
                kept.AsSpan(NonceLength, TagLength),
                plain,
                Encoding.UTF8.GetBytes(keys.Id)
            );
            var signing = ECDsa.Create();
            signing.ImportPkcs8PrivateKey(plain.AsSpan(EncryptionLength), out _);
            return new IssuerKey(
                keys,
                new ECDsaSecurityKey(signing) { KeyId = keys.Id },
                new SymmetricSecurityKey(plain[..EncryptionLength]) { KeyId = keys.Id }
            );
        }
        catch (CryptographicException e)
        {
            throw new StreamingException("The issuer's keys in the database were encrypted by another secret than this server has.", e)
            {
                Kind = FailureKind.Invalid,
                Cure = Cure.ShareIssuerSecret,
            };
        }
    }
}
