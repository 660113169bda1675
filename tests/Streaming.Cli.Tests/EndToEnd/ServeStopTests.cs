using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>A gateway that is asked to stop while it is used: what it has accepted is there, and whoever listens is told to come
/// back.</summary>
public sealed class ServeStopTests : IAsyncLifetime
{
    const string Here = "http://127.0.0.1:0";
    const string Api = "/v1/topologies/card-fraud";

    /// <summary>UNAVAILABLE: clients try again.</summary>
    const string Unavailable = "14";
    const int Publishers = 6;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly TemporaryFolder _folder = new();
    readonly CancellationTokenSource _patience = new(Patience);
    readonly HttpClient _client = new() { Timeout = Patience };
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _programs = new RealPrograms(_folder.Path, RealPrograms.With(_services));
        using var admin = new KafkaAdmin(Kafka);
        await admin.CreateAsync([new NewTopic(TopologyLoader.Load(Folders.Topology("card-fraud")).Output.Predictions, 2)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        _client.Dispose();
        _patience.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_accepted_is_there_and_streams_end_in_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        var (process, addresses) = await _programs.ServeAsync("--urls", Here, "--grpc", Here);
        using var events = await GetAsync(new Uri(addresses[0], $"{Api}/predictions/stream"));
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(_patience.Token));
        (await lines.ReadLineAsync(_patience.Token)).ShouldBe("retry: 1000");
        using var calls = await SubscribeAsync(addresses[1]);
        await using var messages = await calls.Content.ReadAsStreamAsync(_patience.Token);
        (await messages.ReadAsync(new byte[1], _patience.Token)).ShouldBe(1);
        var pieces = new SlowContent();
        pieces.Write(Event("line-before") + "\n");
        using var upload = Post(addresses[0], pieces);
        var uploading = _client.SendAsync(upload, _patience.Token);
        var accepted = Enumerable.Range(0, Publishers).Select(_ => new List<string>()).ToList();
        var some = accepted.ConvertAll(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var publishing = accepted.Select((ids, i) => PublishAsync(addresses[0], $"p{i}", ids, some[i])).ToList();
        await Task.WhenAll(some.Select(s => s.Task)).WaitAsync(_patience.Token);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(_patience.Token);
        // The end of an answer, and no connection that breaks off.
        while (await lines.ReadLineAsync(_patience.Token) is { } line)
            line.ShouldNotStartWith("data:");
        while (await messages.ReadAsync(new byte[1024], _patience.Token) > 0) { }
        calls.TrailingHeaders.GetValues("grpc-status").ShouldBe([Unavailable]);
        // The server is stopping for certain, and a body that is under way may come to its end.
        pieces.Write(Event("line-after") + "\n");
        pieces.End();
        using var uploaded = await uploading;
        (await CountAsync(uploaded)).ShouldBe(2);
        await Task.WhenAll(publishing);
        await process.WaitForExitAsync(_patience.Token);

        process.ExitCode.ShouldBe(0);
        var there = Published();
        there.ShouldBeUnique();
        foreach (var id in accepted.SelectMany(ids => ids).Concat(["line-before", "line-after"]))
            there.ShouldContain(id);
    }

    KafkaConnection Kafka => new(_services.Services.BootstrapServers);

    async Task<HttpResponseMessage> GetAsync(Uri address)
    {
        var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, _patience.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }

    /// <summary>Subscribes as on the wire: a message is a byte 0, its length in four, and the fields.</summary>
    async Task<HttpResponseMessage> SubscribeAsync(Uri address)
    {
        byte[] topology = [.. "card-fraud"u8];
        byte[] message = [0x0a, (byte)topology.Length, .. topology];
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/streaming.v1.Streaming/Subscribe"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _patience.Token);
    }

    /// <summary>One event after the other, until the server takes no more.</summary>
    async Task PublishAsync(Uri address, string name, List<string> accepted, TaskCompletionSource some)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var id = $"{name}-{i}";
                using var request = Post(address, new StringContent(Event(id), Encoding.UTF8, "application/json"));
                using var answer = await _client.SendAsync(request, _patience.Token);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                    return;
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                accepted.Add(id);
                if (accepted.Count == 5)
                    some.SetResult();
            }
        }
        catch (HttpRequestException)
        {
            // Nobody listens any more.
        }
    }

    static HttpRequestMessage Post(Uri address, HttpContent content) =>
        new(HttpMethod.Post, new Uri(address, $"{Api}/events")) { Content = content };

    static string Event(string id) =>
        $$"""{"TRANSACTION_ID":"{{id}}","TX_DATETIME":"2018-06-11T00:00:24Z","CUSTOMER_ID":"1","TERMINAL_ID":"2","TX_AMOUNT":1}""";

    async Task<int> CountAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(_patience.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("count").GetInt32();
    }

    List<string> Published()
    {
        using var admin = new KafkaAdmin(Kafka);
        using var reader = new TopicReader(Kafka);
        return
        [
            .. reader
                .ReadAll(admin.PartitionsOf("transactions"), _patience.Token)
                .Where(r => r.Value is not null)
                .Select(r => JsonDocument.Parse(r.Value!).RootElement.GetProperty("TRANSACTION_ID").GetString()!),
        ];
    }
}
