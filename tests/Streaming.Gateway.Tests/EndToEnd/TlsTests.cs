using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Streaming.Application.Operations;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A gateway that other machines could reach.</summary>
public sealed class TlsTests(Services services) : IDisposable
{
    readonly ShopTopology _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task ASVS_12_2_1_who_reaches_it_from_elsewhere_speaks_TLS_and_says_who_they_are()
    {
        var tls = CertificateFiles.Development(_shop.Folder, TimeProvider.System, out var file);
        await using var gateway = await GatewayAsync("https://0.0.0.0:0", tls);
        var key = (await gateway.KeyAsync([Role.Viewer])).Key;
        using var trusting = Client(gateway, X509CertificateLoader.LoadCertificateFromFile(file));

        // Nobody has asked for identity; where others reach it, it is asked for all the same.
        (await trusting.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        trusting.DefaultRequestHeaders.Authorization = new("Bearer", key);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/topologies")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { Host = "api.bank.example" },
            };
            using var answer = await trusting.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Version.ShouldBe(version);
            // ASVS 3.4.1: for a year, and for what lies below.
            answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000; includeSubDomains"]);
        }

        using var wary = new HttpClient { BaseAddress = gateway.Address };
        await Should.ThrowAsync<HttpRequestException>(() => wary.GetAsync("/health/live"));
    }

    /// <summary>ASVS 4.1.2: a key that was sent in clear is not led on to where it is safe, as if nothing had happened.</summary>
    [Fact]
    public async Task ASVS_4_1_2_plain_HTTP_is_not_answered_and_not_redirected()
    {
        await using var gateway = await GatewayAsync("https://127.0.0.1:0", Development());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /v1/topologies HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var answer = "";
        try
        {
            answer = await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException)
        {
            // The connection was reset.
        }

        answer.ShouldNotContain("HTTP/1.1 2");
        answer.ShouldNotContain("HTTP/1.1 3");
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_not_spoken()
    {
        await using var gateway = await GatewayAsync("https://127.0.0.1:0", Development());
        using var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port);
        await using var stream = new SslStream(socket.GetStream(), false, (_, served, _, _) => served is not null);
#pragma warning disable SYSLIB0039, CA5397 // It is to be refused.
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore SYSLIB0039, CA5397
        await Should.ThrowAsync<Exception>(() => stream.AuthenticateAsClientAsync(options));
    }

    [Fact]
    public async Task Callers_show_a_certificate_of_the_authority_where_that_is_wanted()
    {
        using var authority = Certificates.Authority("our authority");
        using var others = Certificates.Authority("another authority");
        await using var gateway = await GatewayAsync(
            "https://127.0.0.1:0",
            Development() with
            {
                ClientAuthorities = [X509CertificateLoader.LoadCertificate(authority.RawData)],
            }
        );

        using var ours = Certificates.Signed(authority, Certificates.ForClients);
        using var known = Client(gateway, null, ours);
        (await known.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var theirs = Certificates.Signed(others, Certificates.ForClients);
        using var forServers = Certificates.Signed(authority, Certificates.ForServers);
        foreach (var shown in new[] { null, theirs, forServers })
        {
            using var unknown = Client(gateway, null, shown);
            await Should.ThrowAsync<HttpRequestException>(() => unknown.GetAsync("/v1/topologies"), shown?.Issuer);
        }
    }

    [Fact]
    public void The_development_certificate_is_kept_its_owner_alone_reads_its_key_and_it_is_renewed()
    {
        using var first = CertificateFiles.Development(_shop.Folder, TimeProvider.System, out var file).Certificate;
        using var second = CertificateFiles.Development(_shop.Folder, TimeProvider.System, out _).Certificate;
        second.Thumbprint.ShouldBe(first.Thumbprint);
        File.ReadAllText(file).ShouldNotContain("PRIVATE");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.ChangeExtension(file, ".key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var renewed = CertificateFiles.Development(_shop.Folder, new Later(TimeSpan.FromDays(380)), out _).Certificate;
        renewed.Thumbprint.ShouldNotBe(first.Thumbprint);
    }

    [Fact]
    public void A_certificate_is_read_with_or_without_a_password_and_what_is_none_is_named()
    {
        using var key = ECDsa.Create();
        using var made = Certificates.Made(key, "CN=given", null);
        var (pem, own, pfx) = (Named("a.pem"), Named("a.key"), Named("a.pfx"));
        File.WriteAllText(pem, made.ExportCertificatePem());
        File.WriteAllText(
            own,
            key.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
        );
        File.WriteAllBytes(pfx, made.Export(X509ContentType.Pfx, "secret"));
        CertificateFiles.Read(pem, own, "secret").Certificate.HasPrivateKey.ShouldBeTrue();
        CertificateFiles.Read(pfx, null, "secret").Certificate.HasPrivateKey.ShouldBeTrue();
        foreach (var (file, password) in new[] { (pem, null), (pfx, "wrong"), (Named("none.pem"), null), (_shop.File, null) })
            Should.Throw<StreamingException>(() => CertificateFiles.Read(file, null, password)).Message.ShouldStartWith(file);
        Should.Throw<StreamingException>(() => CertificateFiles.ReadAuthorities(_shop.File)).Message.ShouldContain("no certificate in it");

        string Named(string name) => Path.Combine(_shop.Folder, name);
    }

    TlsSettings Development() => CertificateFiles.Development(_shop.Folder, TimeProvider.System, out _);

    async Task<RunningGateway> GatewayAsync(string listen, TlsSettings tls) =>
        await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, listen: listen, tls: tls);

    /// <param name="gateway">Whom it calls.</param>
    /// <param name="trusted">The one certificate that it takes; null: any.</param>
    /// <param name="shown">What it shows; null: nothing.</param>
    static HttpClient Client(RunningGateway gateway, X509Certificate2? trusted, X509Certificate2? shown = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, served, _, _) =>
            trusted is null || served!.GetCertHashString() == trusted.GetCertHashString();
        if (shown is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        return new HttpClient(handler) { BaseAddress = gateway.Address };
    }

    sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
