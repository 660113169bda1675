using System.Net.Sockets;
using System.Text;
using Streaming.Application.ReadAccess;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Requests that mean harm: each gets an answer that says whose fault it is, costs little, and harms nothing.</summary>
public sealed class HostileTests(Services services) : IAsyncLifetime
{
    static readonly GatewayLimits Narrow = new()
    {
        BodyBytes = 10_000,
        Requests = 2,
        HeaderTime = TimeSpan.FromSeconds(1),
        Grace = TimeSpan.FromSeconds(2),
    };

    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, Narrow);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Theory]
    [InlineData(
        "POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10001\r\n\r\n{",
        413
    )]
    [InlineData("GET /v1/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421)]
    [InlineData("GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n", 403)]
    [InlineData("GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n", 403)]
    [InlineData("POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n", 403)]
    [InlineData("GET /v1/jobs HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", 400)]
    [InlineData("POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n{}", 400)]
    [InlineData("GET /v1/jobs\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET /v1/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET /v1/topologies/%00/check HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("TRACE /v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("GET /v1/jobs HTTP/9.9\r\nHost: localhost\r\n\r\n", 505)]
    [InlineData("hello\r\n\r\n", 400)]
    public async Task A_request_on_the_wire_gets_its_status(string request, int status)
    {
        (await AnswerAsync(request)).ShouldStartWith($"HTTP/1.1 {status} ");
        await StillServesAsync();
    }

    [Fact]
    public async Task Headers_and_lines_that_are_too_long_are_refused()
    {
        (await AnswerAsync($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldStartWith("HTTP/1.1 414 ");
        (await AnswerAsync($"GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 20_000)}\r\n\r\n")).ShouldStartWith(
            "HTTP/1.1 431 "
        );
        var many = string.Concat(Enumerable.Range(0, 100).Select(i => $"X{i}: 1\r\n"));
        (await AnswerAsync($"GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")).ShouldStartWith("HTTP/1.1 431 ");
        await StillServesAsync();
    }

    [Fact]
    public async Task A_body_without_a_length_is_read_no_further_than_the_limit()
    {
        using var content = new StreamContent(new EndlessJson());
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs/verify") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        try
        {
            await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), 413);
        }
        catch (HttpRequestException)
        {
            // The server has closed the connection on whoever goes on sending.
        }

        await StillServesAsync();
    }

    /// <summary>ASVS 3.4.3 to 3.4.6: a browser that is made to show an answer runs nothing for it and tells nobody.</summary>
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/nothing")]
    public async Task ASVS_3_4_browsers_are_told_what_not_to_do(string path)
    {
        using var answer = await _gateway.Client.GetAsync(path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        foreach (var part in new[] { "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'" })
            policy.ShouldContain(part);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("it was not said by TLS");
    }

    /// <summary>ASVS 4.1.3: what headers say of callers before the last one, anybody can say.</summary>
    [Fact]
    public async Task ASVS_4_1_3_forwarded_headers_are_not_believed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/access");
        foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "Forwarded", "X-User", "X-Forwarded-User", "X-Forwarded-Host" })
            request.Headers.Add(header, "203.0.113.9");
        (await _gateway.Client.SendAsync(request)).EnsureSuccessStatusCode();
        await _gateway.Log.FlushAsync();
        var call = (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "access.read"))).Last(c =>
            c.Address is not null
        );
        (call.Who, call.Address).ShouldBe((null, "127.0.0.1"));
    }

    /// <summary>ASVS 4.1.1, 14.3.2: every answer says what it is, and nobody on the way keeps it.</summary>
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/nothing")]
    public async Task ASVS_4_1_1_and_14_3_2_answers_say_their_type_and_are_not_stored(string path)
    {
        using var answer = await _gateway.Client.GetAsync(path);
        var type = answer.Content.Headers.ContentType!;
        (type.CharSet == "utf-8" || type.MediaType == "application/problem+json").ShouldBeTrue($"{type}");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_sends_slowly_is_cut_off_and_holds_nobody_up()
    {
        using var headers = await ConnectAsync();
        await headers.SendAsync("GET /v1/jobs HTTP/1.1\r\nHost: localh"u8.ToArray());
        using var body = await ConnectAsync();
        await body.SendAsync(Begun(5000));
        await StillServesAsync();
        (await ReadToEndAsync(headers)).ShouldStartWith("HTTP/1.1 408 ");
        (await ReadToEndAsync(body)).ShouldStartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task Too_many_at_a_time_are_told_to_come_again_and_probes_are_not()
    {
        // Two requests whose bodies do not come hold both places, for as long as nobody cuts them off for being slow.
        await using var patient = await RunningGateway.StartAsync(
            services,
            await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            Narrow with
            {
                Grace = TimeSpan.FromMinutes(10),
                HeaderTime = TimeSpan.FromMinutes(10),
            }
        );
        Socket[] held = [await BegunAsync(patient), await BegunAsync(patient)];
        HttpResponseMessage? refused = null;
        await Eventually.TrueAsync(
            async () =>
            {
                // One that came while the question below had a place was answered, and holds none.
                for (var i = 0; i < held.Length; i++)
                {
                    if (!held[i].Poll(TimeSpan.Zero, SelectMode.SelectRead))
                        continue;
                    held[i].Dispose();
                    held[i] = await BegunAsync(patient);
                }

                refused = await patient.Client.GetAsync("/v1/topology-schema");
                return refused.StatusCode == System.Net.HttpStatusCode.TooManyRequests;
            },
            "both places are taken"
        );
        refused!.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await RunningGateway.JsonAsync(refused, 429)).GetProperty("code").GetString().ShouldBe("busy");
        (await patient.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();
        foreach (var one in held)
            one.Dispose();
        await Eventually.TrueAsync(
            async () => (await patient.Client.GetAsync("/v1/topology-schema")).IsSuccessStatusCode,
            "places that were left are free again"
        );
    }

    static async Task<Socket> BegunAsync(RunningGateway gateway)
    {
        var socket = await ConnectAsync(gateway);
        await socket.SendAsync(Begun(9));
        return socket;
    }

    /// <summary>A request whose body has begun, and does not go on.</summary>
    static byte[] Begun(int length) =>
        Encoding.ASCII.GetBytes(
            $"POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{"
        );

    async Task StillServesAsync() => (await _gateway.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();

    async Task<string> AnswerAsync(string request)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadSomeAsync(socket);
    }

    Task<Socket> ConnectAsync() => ConnectAsync(_gateway);

    static async Task<Socket> ConnectAsync(RunningGateway gateway)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        return socket;
    }

    static async Task<string> ReadSomeAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[16 << 10];
        return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(patience.Token);
    }

    /// <summary>An object whose one text never ends.</summary>
    sealed class EndlessJson : MemoryStream
    {
        bool _begun;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop = default)
        {
            buffer.Span.Fill((byte)'a');
            if (!_begun)
                "{\"a\":\""u8.CopyTo(buffer.Span);
            _begun = true;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
