using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Streaming.Application.FindRecord;
using Streaming.Application.ListQuarantine;
using Streaming.Application.ListRecords;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.ShowJob;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A pipeline, and what programs learn of it over HTTP: the same as the command line says.</summary>
public sealed class OperationsTests(Services services) : IAsyncLifetime
{
    const int Orders = 200;

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    string Path => $"/v1/topologies/{_shop.Name}";

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File]);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task What_the_command_line_says_is_what_HTTP_says()
    {
        await FilledAsync();
        Same(
            await _gateway.GetAsync($"{Path}/records?key=c3&limit=5"),
            await RunAsync(new ListRecordsOperation(), new(_shop.File, "c3", null, 5))
        );
        var rejected = await RunAsync(new ListQuarantineOperation(), new ListQuarantineRequest(_shop.File));
        rejected.ShouldHaveSingleItem();
        Same(await _gateway.GetAsync($"{Path}/quarantine"), rejected);
        (await _gateway.GetAsync($"{Path}/quarantine/{rejected[0].Address}"))
            .GetProperty("reason")
            .GetString()
            .ShouldBe(rejected[0].Reason);
        // Event ids are anybody's: what means something in a path does not in a query.
        Same(
            await _gateway.GetAsync($"{Path}/record?id={Uri.EscapeDataString("../o%2F7")}"),
            await RunAsync(new FindRecordOperation(), new FindRecordRequest(_shop.File, "../o%2F7"))
        );

        var status = await _gateway.GetAsync($"{Path}/status?wait=true");
        status.GetProperty("scored").GetInt64().ShouldBe(Orders);
        status.GetProperty("quarantined").GetInt64().ShouldBe(1);

        foreach (var never in (string[])["60.00:00:00", "-00:00:01"])
            await _gateway.ProblemAsync($"{Path}/status?wait=true&timeout={never}", 400);

        var lines = (await _gateway.Client.GetStringAsync($"{Path}/predictions?from_beginning=true")).Split('\n');
        lines.Length.ShouldBe(Orders + 1);
        lines[^1].ShouldBe("");
        lines
            .SkipLast(1)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event_id").GetString())
            .Distinct()
            .Count()
            .ShouldBe(Orders);

        var table = await _gateway.Client.GetAsync($"{Path}/export?format=csv&columns=id,outcome");
        table.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8", await table.Content.ReadAsStringAsync());
        (await table.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Length.ShouldBe(1 + Orders + 1);
        (await _gateway.ProblemAsync($"{Path}/export?format=csv&columns=nonsense", 400))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("nonsense");
        (await _gateway.Client.GetByteArrayAsync($"{Path}/export?format=parquet")).Take(4).ShouldBe("PAR1"u8.ToArray());
        await CurlAsync();
        await OverrideAsync();
    }

    /// <summary>Who has no name gives commands too, and the stage takes them.</summary>
    async Task OverrideAsync()
    {
        (await _gateway.GetAsync($"{Path}/control")).GetProperty("pending").GetBoolean().ShouldBeFalse();
        var body = """{"id":"o3","decision":"large"}""";
        (await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(Request(body)), 400))
            .GetProperty("cure")
            .GetProperty("text")
            .GetString()
            .ShouldBe("Send the header Streaming-Because.");
        var request = Request(body);
        request.Headers.Add("Streaming-Because", "a test");
        var given = await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), 200);
        given.GetProperty("recorded").GetString().ShouldNotBeNull();
        (await _gateway.GetAsync($"{Path}/record?id=o3"))[0]
            .GetProperty("overrides")[0]
            .GetProperty("decision")
            .GetString()
            .ShouldBe("large");

        HttpRequestMessage Request(string json) =>
            new(HttpMethod.Post, $"{Path}/override") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
    }

    [Fact]
    public async Task Jobs_are_left_told_of_and_cancelled_and_survive_a_restart()
    {
        await FilledAsync();
        await _gateway.DisposeAsync();

        // Nobody works on jobs here, so that the first waits, and the second is cancelled while it does.
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        var answer = await _gateway.Client.PostAsync($"{Path}/verify", null);
        var location = answer.Headers.Location!.ToString();
        var started = await RunningGateway.JsonAsync(answer, 202);
        location.ShouldBe($"/v1/jobs/{started.GetProperty("job").GetProperty("id")}");
        (await _gateway.ProblemAsync($"{location}/result", 409)).GetProperty("detail").GetString()!.ShouldContain("it is queued");
        var second = (await _gateway.PostAsync($"{Path}/replay", """{"model":"rule"}""", 202)).GetProperty("job").GetProperty("id");
        (await _gateway.PostAsync($"/v1/jobs/{second}/cancel", null)).GetProperty("state").GetString().ShouldBe("cancelled");
        await _gateway.DisposeAsync();

        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 1);
        await Eventually.TrueAsync(
            async () => (await _gateway.GetAsync(location)).GetProperty("job").GetProperty("state").GetString() == "done",
            "the job is done"
        );
        var result = await _gateway.GetAsync($"{location}/result");
        result.GetProperty("result").GetProperty("sound").GetBoolean().ShouldBeTrue();
        Same(
            await _gateway.GetAsync(location),
            await RunAsync(new ShowJobOperation(), new(started.GetProperty("job").GetProperty("id").GetInt64()))
        );
        (await _gateway.ProblemAsync("/v1/jobs/999999", 404))
            .GetProperty("cure")
            .GetProperty("text")
            .GetString()!
            .ShouldContain("GET /v1/jobs");
    }

    [Fact]
    public async Task Calls_are_on_the_access_log_with_whence_and_why()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{_shop.Name}/promote")
        {
            Content = new StringContent("""{"version":3}""", System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "Streaming-Because", "a test" } },
        };
        var problem = await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), 404);
        problem.GetProperty("cure").GetProperty("text").GetString().ShouldBe($"Train one: POST /v1/topologies/{_shop.Name}/train.");

        var call = (await _gateway.GetAsync("/v1/access?operation=model.promote")).EnumerateArray().ShouldHaveSingleItem();
        (
            call.GetProperty("who").GetString(),
            call.GetProperty("address").GetString(),
            call.GetProperty("why").GetString(),
            call.GetProperty("outcome").GetString()
        ).ShouldBe((null, "127.0.0.1", "a test", "failed"));
        // Reading is counted, and the count is written when the process ends.
        await _gateway.DisposeAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File]);
        var calls = await RunAsync(new ReadAccessOperation(), new ReadAccessRequest());
        calls.ShouldContain(c => c.Operation == "access.read" && c.Address == "127.0.0.1" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "gateway.serve" && c.About == "http://127.0.0.1:0" && c.Outcome == "done");
        (await _gateway.PostAsync("/v1/access/verify", null, 202))
            .GetProperty("job")
            .GetProperty("operation")
            .GetString()
            .ShouldBe("access.verify");
    }

    [Fact]
    public async Task Names_are_those_that_are_offered_and_where_they_lie_is_not_told()
    {
        var listed = (await _gateway.GetAsync("/v1/topologies")).EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("name").GetString().ShouldBe(_shop.Name);
        listed.GetRawText().ShouldNotContain(_shop.Folder);
        foreach (var name in new[] { "card-fraud", "..%2F..%2Fetc%2Fpasswd", Uri.EscapeDataString(_shop.File), "." + _shop.Name })
        {
            var problem = await _gateway.ProblemAsync($"/v1/topologies/{name}/check", 404);
            problem.GetProperty("detail").GetString()!.ShouldStartWith("This server offers no topology");
        }

        (await _gateway.ProblemAsync($"{Path}/record?id=none", 404)).GetRawText().ShouldNotContain(_shop.Folder);
    }

    [Fact]
    public async Task Health_is_told_and_every_path_described_is_there()
    {
        (await _gateway.GetAsync("/health/live")).GetProperty("status").GetString().ShouldBe("live");
        (await _gateway.GetAsync("/health/ready")).GetProperty("status").GetString().ShouldBe("ready");
        var paths = (await _gateway.GetAsync("/openapi/v1.json")).GetProperty("paths");
        foreach (var path in paths.EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(method.Name.ToUpperInvariant()),
                    path.Name.Replace('{', '_').Replace('}', '_') + "?no=1"
                );
                using var answer = await _gateway.Client.SendAsync(request);
                // Found, and refused for what it was asked.
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{method.Name} {path.Name}");
            }
        }
    }

    async Task FilledAsync()
    {
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(
            _shop,
            Enumerable
                .Range(0, Orders - 1)
                .Select(i => Order($"o{i}", i))
                .Append(Order("../o%2F7", Orders))
                .Append("""{"id":"bad","at":"2026-03-04T10:00:00Z","customer":"c1","amount":-1}""")
        );
    }

    static string Order(string id, int i) =>
        $$"""{"id":"{{id}}","at":"2026-03-04T10:{{i / 60:00}}:{{i % 60:00}}Z","customer":"c{{i % 7}}","amount":{{i}}}""";

    /// <summary>As a person does it.</summary>
    async Task CurlAsync()
    {
        using var curl = Process.Start(
            new ProcessStartInfo("curl", ["-sS", "--fail", $"{_gateway.Address}v1/topologies/{_shop.Name}/records?decision=large&limit=3"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var text = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        curl.ExitCode.ShouldBe(0);
        var records = JsonDocument.Parse(text).RootElement.GetProperty("records");
        records.GetArrayLength().ShouldBe(3);
        records.EnumerateArray().ShouldAllBe(r => r.GetProperty("decision").GetString() == "large");
    }

    Task<TResult> RunAsync<TRequest, TResult>(Operation<TRequest, TResult> operation, TRequest request) =>
        _gateway.RunAsync(operation, request);

    static void Same<T>(JsonElement told, T result) => told.GetRawText().ShouldBe(JsonSerializer.Serialize(result, ResultJson.OneLine));
}
