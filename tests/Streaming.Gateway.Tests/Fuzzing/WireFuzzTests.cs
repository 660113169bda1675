using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>
/// Bytes on the wire that are nearly HTTP: no client would send them, and whoever means harm does. Where a request could be read as one
/// or as two, it is refused, or the connection ends with its answer.
/// </summary>
public sealed class WireFuzzTests(Services services, ITestOutputHelper output) : IAsyncLifetime
{
    const int Requests = 600;
    const string Canary = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    static readonly string[] Ambiguous =
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Content-Length: 0\r\nContent-Length: 60\r\n",
        "Content-Length: 0, 60\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5 \r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n",
        "X: y\rTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding: chunked\r\n folded\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: -1\r\n",
    ];

    static readonly string[] Bodies =
    [
        "0\r\n\r\n" + Canary,
        "5\r\nabcde\r\n0\r\n\r\n" + Canary,
        "5;x=" + new string('a', 3000) + "\r\nabcde\r\n0\r\n\r\n" + Canary,
        "FFFFFFFFFFFFFFFF\r\n" + Canary,
        "-1\r\n\r\n" + Canary,
        "0x0\r\n\r\n" + Canary,
        "0\n\n" + Canary,
        "0\r\nX: y\r\n\r\n" + Canary,
        "{}\r\n\r\n" + Canary,
        Canary,
        "",
    ];

    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(
            services,
            await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            // Whoever says nothing more is soon left.
            new GatewayLimits
            {
                HeaderTime = TimeSpan.FromSeconds(1),
                IdleTime = TimeSpan.FromSeconds(1),
                Grace = TimeSpan.FromSeconds(2),
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    /// <summary>ASVS 4.2.1, and RFC 9112, section 6.1: what follows such a request is nobody's.</summary>
    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 60\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n")]
    public async Task ASVS_4_2_1_a_request_with_two_lengths_is_refused_and_ends_its_connection(string headers)
    {
        var answers = await AnswersAsync(Encoding.Latin1.GetBytes(Head(headers) + "\r\n0\r\n\r\n" + Canary));
        answers.ShouldStartWith("HTTP/1.1 400 ");
        answers.Split("HTTP/1.1 ").Length.ShouldBe(2, answers);
        answers.ShouldContain("application/problem+json");
    }

    /// <summary>A chunk that says it is longer than any can be is read where the body is, and is no fault of the server's.</summary>
    [Theory]
    [InlineData("/v1/jobs/verify")]
    [InlineData("/v1/issuer/verify")]
    [InlineData("/v1/drift-detectors/trial")]
    public async Task A_chunk_of_a_length_that_there_is_not_is_refused(string path)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        var answers = await AnswersAsync(Encoding.Latin1.GetBytes(head + "FFFFFFFFFFFFFFFF\r\n" + Canary));
        answers.ShouldStartWith("HTTP/1.1 4", Case.Sensitive, string.Join('\n', _gateway.Errors.Errors));
    }

    [Fact]
    public async Task Whatever_comes_on_the_wire_is_answered_or_cut_off_and_harms_nobody()
    {
        var description = JsonNode.Parse(await _gateway.Client.GetStringAsync("/openapi/v1.json"))!;
        var operations = ApiOperation.Read(description);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Choices
            .Numbers.Select(numbers => Make(numbers, operations))
            .SampleAsync(
                async request =>
                {
                    var answers = await AnswersAsync(request);
                    foreach (var answer in answers.Split("HTTP/1.1 ").Skip(1))
                    {
                        var status = int.Parse(answer[..3]);
                        (status is >= 200 and < 500 or 505).ShouldBeTrue(
                            $"{answer}\n{string.Join('\n', _gateway.Errors.Errors.TakeLast(3))}"
                        );
                    }
                },
                iter: Requests,
                time: HttpFuzzTests.Seconds ?? -1,
                threads: 60,
                print: Encoding.Latin1.GetString
            );
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{kept >> 20} MiB kept");
        kept.ShouldBeLessThan(128L << 20);
        (await _gateway.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();
    }

    byte[] Make(int[] numbers, IReadOnlyList<ApiOperation> operations)
    {
        var choices = new Choices(numbers);
        var operation = choices.Of(operations.Where(o => !o.Answers.Values.Any(t => t.Contains("text/event-stream"))).ToList());
        var path = operation.Path.Replace("{topology}", _shop.Name).Replace("{", "").Replace("}", "");
        var text = new StringBuilder(choices.OneIn(3) ? $"{operation.Method} {path} HTTP/1.1\r\nHost: localhost\r\n" : Head(""));
        while (choices.OneIn(2))
            text.Append(choices.OneIn(2) ? $"X-{choices.Below(99)}: {choices.Of(HostileTexts.Texts)}\r\n" : choices.Of(Ambiguous));
        text.Append("\r\n").Append(choices.Of(Bodies));
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        for (var flips = choices.Below(4); flips > 0; flips--)
            bytes[choices.Below(bytes.Length)] = (byte)choices.Of('\r', '\n', '\0', ' ', ':', 0xff, '\t', 'A');
        return choices.OneIn(4) ? bytes[..choices.Below(bytes.Length)] : bytes;
    }

    static string Head(string headers) =>
        $"POST /v1/jobs/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}";

    /// <summary>All that comes until the server has nothing more to say to who says nothing more.</summary>
    async Task<string> AnswersAsync(byte[] request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port, patience.Token);
        var answers = new MemoryStream();
        try
        {
            await socket.SendAsync(request, patience.Token);
            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(answers, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It was cut off.
        }

        return Encoding.Latin1.GetString(answers.ToArray());
    }
}
