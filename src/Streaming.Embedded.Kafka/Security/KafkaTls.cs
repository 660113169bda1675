using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Streaming.Embedded.Kafka.Security;

/// <summary>Connections are encrypted, and the broker shows a certificate.</summary>
/// <param name="Certificate">What it shows, with its private key.</param>
public sealed record KafkaTls(X509Certificate2 Certificate)
{
    /// <summary>Clients must show a certificate that one of these has signed (mutual TLS). Null: they need none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    internal SslServerAuthenticationOptions ServerOptions() =>
        new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(Certificate, additionalCertificates: null),
            ClientCertificateRequired = ClientAuthorities is not null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate),
        };

    bool IsTrusted(X509Certificate? certificate)
    {
        if (ClientAuthorities is null)
            return true;
        if (certificate is not X509Certificate2 shown)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientAuthorities);
        // Authorities of tests and small installations publish no lists.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }
}
