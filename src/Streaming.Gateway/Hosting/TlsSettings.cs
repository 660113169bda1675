using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Streaming.Gateway.Hosting;

/// <summary>How TLS is spoken.</summary>
/// <param name="Certificate">With its private key.</param>
public sealed record TlsSettings(X509Certificate2 Certificate)
{
    /// <summary>Extended key usage of clients (RFC 5280, section 4.2.1.12).</summary>
    const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>What stands between it and an authority that clients know.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    /// <summary>Callers must show a certificate that one of these has signed, before anything else; null: they need none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    internal void Apply(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ServerCertificate = Certificate;
        https.ServerCertificateChain = Chain;
        if (ClientAuthorities is null)
            return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (shown, chain, _) => IsOfOurs(shown, chain?.ChainPolicy.ExtraStore);
    }

    /// <summary>The machine's own authorities do not count.</summary>
    bool IsOfOurs(X509Certificate2 shown, X509Certificate2Collection? between)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ClientAuthorities!);
        if (between is not null)
            chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // An authority of one's own seldom publishes lists; who is to be kept out loses the key that a call needs besides.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }
}
