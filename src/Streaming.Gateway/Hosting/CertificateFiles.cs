using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Streaming.Topology;

namespace Streaming.Gateway.Hosting;

/// <summary>Certificates that were given, and the one that is made where none was.</summary>
public static class CertificateFiles
{
    /// <summary>Extended key usage of servers (RFC 5280, section 4.2.1.12).</summary>
    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Browsers take none that hold longer.</summary>
    static readonly TimeSpan Holds = TimeSpan.FromDays(397);

    /// <summary>One that is over sooner is made anew.</summary>
    static readonly TimeSpan Left = TimeSpan.FromDays(30);

    /// <summary>Reads one with its private key.</summary>
    /// <param name="file">PEM, those in between after it, or PKCS #12 (.pfx, .p12).</param>
    /// <param name="key">PEM of the private key; null: it is in the same file.</param>
    /// <param name="password">Of the private key; null: it has none.</param>
    /// <exception cref="StreamingException">It is none, or cannot be read.</exception>
    public static TlsSettings Read(string file, string? key, string? password)
    {
        try
        {
            if (Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12")
            {
                var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
                var own = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("it has no private key");
                return new TlsSettings(own) { Chain = [.. all.Where(c => c != own)] };
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            var read = password is null
                ? X509Certificate2.CreateFromPemFile(file, key ?? file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password, key ?? file);
            return new TlsSettings(read) { Chain = [.. chain.Skip(1)] };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StreamingException(
                $"{file} cannot be used as this server's certificate: {e.Message.TrimEnd('.')}. Give a certificate with its private key, "
                    + "as PEM or PKCS #12.",
                e
            )
            {
                Kind = FailureKind.Invalid,
            };
        }
    }

    /// <summary>Reads authorities.</summary>
    /// <param name="file">PEM.</param>
    /// <exception cref="StreamingException">There is none in it.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{file} cannot be read: {e.Message}", e) { Kind = FailureKind.Invalid };
        }

        return authorities.Count > 0
            ? authorities
            : throw new StreamingException($"{file} has no certificate in it; give those of the authorities, as PEM.")
            {
                Kind = FailureKind.Invalid,
            };
    }

    /// <summary>One for this machine's own names, made where it is missing or will soon be over: for development, since nobody else knows
    /// it.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="time">Now.</param>
    /// <param name="public">The file that clients are to trust; it has no private key.</param>
    public static TlsSettings Development(string folder, TimeProvider time, out string @public)
    {
        @public = Path.Combine(folder, "development.crt");
        var key = Path.Combine(folder, "development.key");
        if (File.Exists(@public) && File.Exists(key))
        {
            var there = Read(@public, key, null);
            if (there.Certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + Left)
                return there;
            there.Certificate.Dispose();
        }

        Directory.CreateDirectory(folder);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(signing, time.GetUtcNow());
        // Only its owner may read it, from the first byte on.
        Write(key, signing.ExportPkcs8PrivateKeyPem(), secret: true);
        Write(@public, made.ExportCertificatePem(), secret: false);
        return Read(@public, key, null);
    }

    static X509Certificate2 Make(ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN=streaming on {Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        return request.CreateSelfSigned(now.AddMinutes(-5), now + Holds);
    }

    static void Write(string path, string text, bool secret)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(text);
    }
}
