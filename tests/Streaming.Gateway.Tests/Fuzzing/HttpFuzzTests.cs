using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>
/// Every operation of the published description, asked for rightly, nearly rightly and wrongly by callers of every role and of none. What
/// fails is told with the seed that it came from. <c>STREAMING_FUZZ_SECONDS</c> lets it go on for so long.
/// </summary>
public sealed class HttpFuzzTests(Services services, ITestOutputHelper output) : IAsyncLifetime
{
    const int Requests = 1_500;

    /// <summary>So much of an answer is read.</summary>
    const int MostRead = 1 << 20;

    /// <summary>Of what everything else in this process holds, the broker and the pipeline included, and what a collection
    /// leaves.</summary>
    const long MostKept = 128L << 20;

    static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(200);

    FuzzedGateway _fuzzed = null!;

    public async ValueTask InitializeAsync() => _fuzzed = await FuzzedGateway.StartAsync(services);

    public ValueTask DisposeAsync() => _fuzzed.DisposeAsync();

    /// <summary>Seconds; null: as long as the requests take.</summary>
    public static int? Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("STREAMING_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var s) ? s : null;

    [Fact]
    public async Task ASVS_2_2_1_whatever_is_asked_the_answer_is_as_described_and_no_fault_of_the_servers()
    {
        using var description = await _fuzzed.Clients[^1].GetAsync("/openapi/v1.json");
        var operations = ApiOperation.Read(JsonNode.Parse(await description.Content.ReadAsStringAsync())!);
        var maker = new RequestMaker(operations, _fuzzed.KnownTo, _fuzzed.Records, _fuzzed.Examples, _fuzzed.Clients.Count);
        var check = new AnswerCheck(operations, [_fuzzed.Shop.Folder, .. _fuzzed.Shown.OfType<string>()], _fuzzed.Gateway.Errors);
        var seen = new ConcurrentDictionary<(string, int), int>();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await Choices
            .Numbers.Select(maker.Make)
            .SampleAsync(
                async request =>
                {
                    var status = await AskAsync(request, check);
                    if (request.IsPlaced && request.Caller == _fuzzed.Clients.Count - 1)
                        seen.AddOrUpdate((request.Operation.Id, status), 1, (_, n) => n + 1);
                },
                iter: Requests,
                time: Seconds ?? -1,
                threads: 4,
                print: r => r.ToString()
            );

        foreach (var of in seen.GroupBy(s => s.Key.Item1).OrderBy(g => g.Key))
            output.WriteLine($"{of.Key}: {string.Join(", ", of.OrderBy(s => s.Key.Item2).Select(s => $"{s.Value} x {s.Key.Item2}"))}");
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{kept >> 20} MiB kept");
        kept.ShouldBeLessThan(MostKept);
        (await _fuzzed.Clients[^1].GetAsync("/v1/topologies")).EnsureSuccessStatusCode();
        // Whoever is refused everything learns nothing: what was asked has got somewhere, and everywhere.
        seen.Keys.Select(s => s.Item1).Distinct().ShouldBe(operations.Select(o => o.Id), ignoreOrder: true);
        seen.Where(s => s.Key.Item2 < 300).Select(s => s.Key.Item1).Distinct().Count().ShouldBeGreaterThan(operations.Count / 2);
        seen.Where(s => s.Key.Item2 == 429).Sum(s => s.Value).ShouldBeLessThan(seen.Values.Sum() / 10, "little was asked at all");
    }

    async Task<int> AskAsync(FuzzRequest request, AnswerCheck check, bool again = true)
    {
        var endless = request.Operation.Answers.Values.Any(types => types.Contains("text/event-stream"));
        using var stop = new CancellationTokenSource(endless ? Listening : TimeSpan.FromMinutes(1));
        try
        {
            using var message = request.Message(_fuzzed.Gateway.Address);
            using var answer = await _fuzzed
                .Clients[request.Caller]
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            var body = new MemoryStream();
            try
            {
                await answer.Content.LoadIntoBufferAsync(MostRead, stop.Token);
                await answer.Content.CopyToAsync(body, stop.Token);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
            {
                // It is long, and was right so far.
                return (int)answer.StatusCode;
            }

            check.Check(request, _fuzzed.Roles[request.Caller], answer, body.ToArray());
            return (int)answer.StatusCode;
        }
        catch (OperationCanceledException) when (endless)
        {
            return 200;
        }
        catch (HttpRequestException e) when (again && e.HttpRequestError != HttpRequestError.ConnectionError)
        {
            // The connection had been given up by the server when it was taken for this request.
            return await AskAsync(request, check, again: false);
        }
        catch (HttpRequestException e) when (request.Body is { Length: > 10_000 } && e.HttpRequestError != HttpRequestError.ConnectionError)
        {
            // Whoever goes on sending what is not wanted is cut off, and may not get to read why.
            return 413;
        }
    }
}
