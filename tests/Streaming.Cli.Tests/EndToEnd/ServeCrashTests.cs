using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>Gateways that are really killed while they publish: a retry at another one finds out what became of it.</summary>
public sealed class ServeCrashTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _client = new() { Timeout = Patience };
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _programs = new RealPrograms(_folder.Path, RealPrograms.With(_services));
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        _client.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>
    /// The first is killed as soon as its transaction can be seen, before anybody has its answer; the others at some moment before, in and
    /// after theirs.
    /// </summary>
    [Fact]
    public async Task What_is_sent_again_under_its_key_after_a_kill_is_there_once()
    {
        var (process, address) = await ServeAsync();
        await (await SendAsync(address, "warm")).Content.ReadAsStringAsync();
        for (var round = 0; round < 5; round++)
        {
            var key = $"round-{round}";
            // Nobody reads the answer.
            var sent = SendAsync(address, key);
            if (round == 0)
                await UntilAsync(() => Ids().Contains(key));
            else
                await Task.WhenAny(sent, Task.Delay(TimeSpan.FromMilliseconds(3 * round)));
            process.Kill();
            await process.WaitForExitAsync();
            await sent.ContinueWith(_ => { }, TaskScheduler.Default);
            (process, address) = await ServeAsync();
            using var answer = await SendAsync(address, key);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            var place = JsonDocument.Parse(text).RootElement.GetProperty("records")[0];
            Records()
                .Where(r => IdOf(r) == key)
                .Select(r => (r.Partition.Partition, r.Offset))
                .ShouldBe([(place.GetProperty("partition").GetInt32(), place.GetProperty("offset").GetInt64())]);
        }
    }

    Task<HttpResponseMessage> SendAsync(Uri address, string key)
    {
        var time = """ "TX_DATETIME": "2018-06-11T00:00:24Z" """;
        var body = $$"""{"TRANSACTION_ID": "{{key}}",{{time}},"CUSTOMER_ID": "1", "TERMINAL_ID": "2", "TX_AMOUNT": 1}""";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/topologies/card-fraud/events"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        return _client.SendAsync(request);
    }

    IEnumerable<string> Ids() => Records().Select(IdOf);

    static string IdOf(KafkaRecord record) => JsonDocument.Parse(record.Value!).RootElement.GetProperty("TRANSACTION_ID").GetString()!;

    List<KafkaRecord> Records()
    {
        var kafka = new KafkaConnection(_services.Services.BootstrapServers);
        using var admin = new KafkaAdmin(kafka);
        using var reader = new TopicReader(kafka);
        return [.. reader.ReadAll(admin.PartitionsOf("transactions"), CancellationToken.None).Where(r => r.Value is not null)];
    }

    static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(1);
        }
    }

    async Task<(Process Process, Uri Address)> ServeAsync()
    {
        var (process, addresses) = await _programs.ServeAsync("--urls", "http://127.0.0.1:0");
        return (process, addresses[0]);
    }
}
