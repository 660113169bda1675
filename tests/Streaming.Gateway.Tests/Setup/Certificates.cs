using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Authorities and what they sign, made as they are needed.</summary>
static class Certificates
{
    /// <summary>Extended key usages (RFC 5280, section 4.2.1.12).</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
    }

    /// <summary>With its private key.</summary>
    public static X509Certificate2 Signed(X509Certificate2 authority, string usage)
    {
        using var key = ECDsa.Create();
        using var signed = Made(key, "CN=caller", authority, usage);
        using var whole = signed.CopyWithPrivateKey(key);
        // Schannel and OpenSSL alike take it from a container.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    public static X509Certificate2 Made(ECDsa key, string name, X509Certificate2? authority, string usage = ForServers)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return authority is null
            ? request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2))
            : request.Create(authority, Now.AddDays(-1), Now.AddDays(2), [1, 2, 3]);
    }
}
