using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Streaming.Application.Operations;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Over TLS gRPC and both versions of HTTP share a port: the client says which one it speaks before the first byte.</summary>
public sealed class SecureRpcTests(Services services) : IDisposable
{
    const string Everywhere = "https://0.0.0.0:0";
    const string Health = "grpc.health.v1.Health";

    readonly ShopTopology _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task One_port_speaks_gRPC_and_both_versions_of_HTTP()
    {
        await using var gateway = await GatewayAsync(Everywhere, Development(out var file));
        gateway.RunPipeline(_shop);
        var key = (await gateway.KeyAsync([Role.Publisher, Role.Subscriber], _shop.Name)).Key;
        using var rpc = Channel(gateway, file);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var published = await rpc.CallAsync<PublishRequest, PublishResponse>(
            RpcCalls.Streaming,
            "Publish",
            new PublishRequest { Topology = _shop.Name, Records = { Order } },
            key
        );
        published.Records.ShouldHaveSingleItem();
        var wanted = new SubscribeRequest { Topology = _shop.Name, FromBeginning = true };
        using var call = await SubscribeAsync(rpc, wanted, key, enough.Token);
        while (call.ResponseStream.Current.Value.IsEmpty)
            (await call.ResponseStream.MoveNext(enough.Token)).ShouldBeTrue();
        var value = call.ResponseStream.Current.Value;
        JsonDocument.Parse(value.Memory).RootElement.GetProperty("event_id").GetString().ShouldBe("o1");

        // Where the stream goes on, the same port answers requests of HTTP.
        using var http = Http(gateway, file);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var answer = await http.SendAsync(request, enough.Token);
            (answer.StatusCode, answer.Version).ShouldBe((HttpStatusCode.OK, version));
        }
    }

    /// <summary>Fails where a call over HTTP/1.1, which has no trailers to tell its end by, is answered as if it had gone well, or as a
    /// fault of the server.</summary>
    [Fact]
    public async Task A_call_over_HTTP_1_is_refused()
    {
        await using var gateway = await GatewayAsync("https://127.0.0.1:0", Development(out var file));
        using var http = Http(gateway, file);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Health}/Check") { Content = new ByteArrayContent(new byte[5]) };
        request.Content.Headers.ContentType = new("application/grpc");
        using var answer = await http.SendAsync(request);
        answer.Version.ShouldBe(HttpVersion.Version11);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Callers_show_keys_and_tokens_there_as_elsewhere()
    {
        await using var issuer = await LocalIssuer.StartAsync();
        await using var gateway = await GatewayAsync(Everywhere, Development(out var file), new TokenIssuer(issuer.Address, "streaming"));
        var key = (await gateway.KeyAsync([Role.Viewer])).Key;
        using var rpc = Channel(gateway, file);
        (await DrawAsync(rpc, null)).ShouldBe(StatusCode.Unauthenticated);
        (await DrawAsync(rpc, key)).ShouldBe(StatusCode.OK);
        (await DrawAsync(rpc, issuer.Token("streaming", ["viewer"]))).ShouldBe(StatusCode.OK);
        (await DrawAsync(rpc, issuer.Token("another", ["viewer"]))).ShouldBe(StatusCode.Unauthenticated);
        (await DrawAsync(rpc, issuer.Token("streaming", ["subscriber"]))).ShouldBe(StatusCode.PermissionDenied);
        var health = await rpc.CallAsync<HealthCheckRequest, HealthCheckResponse>(Health, "Check", new());
        health.Status.ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task Where_callers_show_certificates_those_of_gRPC_do_too()
    {
        using var authority = Certificates.Authority("our authority");
        using var others = Certificates.Authority("another authority");
        var tls = Development(out var file) with { ClientAuthorities = [X509CertificateLoader.LoadCertificate(authority.RawData)] };
        await using var gateway = await GatewayAsync(Everywhere, tls);
        var key = (await gateway.KeyAsync([Role.Viewer])).Key;
        using var ours = Certificates.Signed(authority, Certificates.ForClients);
        using var known = Channel(gateway, file, ours);
        (await DrawAsync(known, key)).ShouldBe(StatusCode.OK);
        // A certificate does not say who calls.
        (await DrawAsync(known, null)).ShouldBe(StatusCode.Unauthenticated);

        using var theirs = Certificates.Signed(others, Certificates.ForClients);
        foreach (var shown in new[] { null, theirs })
        {
            using var unknown = Channel(gateway, file, shown);
            (await DrawAsync(unknown, key)).ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        }
    }

    /// <summary>Google's own library, which brings its own TLS and HTTP/2.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_library_of_other_languages_calls_it(bool certificates)
    {
        Assert.SkipUnless(DebianPython.Has("grpc"), "needs grpcio: apt-get install python3-grpcio");
        using var authority = Certificates.Authority("our authority");
        using var ours = Certificates.Signed(authority, Certificates.ForClients);
        var (certificate, secret) = (Path.Combine(_shop.Folder, "caller.crt"), Path.Combine(_shop.Folder, "caller.key"));
        await File.WriteAllTextAsync(certificate, ours.ExportCertificatePem());
        using (var key = ours.GetECDsaPrivateKey()!)
            await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem());
        var tls = Development(out var file);
        if (certificates)
            tls = tls with { ClientAuthorities = [X509CertificateLoader.LoadCertificate(authority.RawData)] };
        await using var gateway = await GatewayAsync(Everywhere, tls);

        var shown = (await gateway.KeyAsync([Role.Viewer])).Key;
        var script = Path.Combine(AppContext.BaseDirectory, "Foreign", "grpc_over_tls.py");
        string[] arguments = [$"localhost:{gateway.Address.Port}", file, shown, _shop.Name];
        var (output, error) = await ForeignProgram.RunAsync([
            DebianPython.Program,
            script,
            .. arguments,
            .. certificates ? (string[])[certificate, secret] : [],
        ]);
        var told = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => (Status: parts[1], Detail: parts[2]), StringComparer.Ordinal);
        told.Keys.ShouldBe(["health", "nobody", "caller", "wary"], ignoreOrder: true, error);
        told["health"].ShouldBe(("OK", Convert.ToHexStringLower(new HealthCheckResponse { Status = ServingStatus.Serving }.ToByteArray())));
        told["nobody"].Status.ShouldBe("UNAUTHENTICATED");
        told["caller"].Status.ShouldBe("OK", told["caller"].Detail);
        CallResponse.Parser.ParseFrom(Convert.FromHexString(told["caller"].Detail)).Result.ShouldContain(_shop.Name);
        // Who does not know the certificate does not speak to it.
        told["wary"].Status.ShouldBe("UNAVAILABLE");
    }

    static ByteString Order => ByteString.CopyFromUtf8("""{"id":"o1","at":"2026-03-04T10:00:00Z","customer":"c1","amount":5}""");

    TlsSettings Development(out string file) => CertificateFiles.Development(_shop.Folder, TimeProvider.System, out file);

    async Task<RunningGateway> GatewayAsync(string listen, TlsSettings tls, TokenIssuer? issuer = null)
    {
        var database = await services.NewDatabaseAsync();
        return await RunningGateway.StartAsync(services, database, [_shop.File], jobs: 0, listen: listen, tls: tls, issuer: issuer);
    }

    /// <summary>Comes back with the first message there: the stream is open.</summary>
    static async Task<AsyncServerStreamingCall<Prediction>> SubscribeAsync(
        GrpcChannel rpc,
        SubscribeRequest request,
        string key,
        CancellationToken stop
    )
    {
        // The pipeline makes the topic.
        while (true)
        {
            var call = rpc.Stream<SubscribeRequest, Prediction>(RpcCalls.Streaming, "Subscribe", request, stop, key);
            try
            {
                (await call.ResponseStream.MoveNext(stop)).ShouldBeTrue();
                return call;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                call.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
            }
        }
    }

    async Task<StatusCode> DrawAsync(GrpcChannel rpc, string? key)
    {
        var request = new CallRequest { Operation = "topology.draw", Request = $$"""{"topology":"{{_shop.Name}}"}""" };
        try
        {
            await rpc.CallAsync<CallRequest, CallResponse>(RpcCalls.Streaming, "Call", request, key);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    static GrpcChannel Channel(RunningGateway gateway, string file, X509Certificate2? shown = null) =>
        GrpcChannel.ForAddress(gateway.Address, new GrpcChannelOptions { HttpHandler = Handler(file, shown), DisposeHttpClient = true });

    static HttpClient Http(RunningGateway gateway, string file) => new(Handler(file, null)) { BaseAddress = gateway.Address };

    static SocketsHttpHandler Handler(string file, X509Certificate2? shown)
    {
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(file);
        var thumbprint = trusted.Thumbprint;
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, served, _, _) => served?.GetCertHashString() == thumbprint;
        if (shown is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        return handler;
    }
}
