using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Application.CheckEvidence;
using Streaming.Application.CreateCheckpoint;
using Streaming.Application.CreateKey;
using Streaming.Application.ExplainModel;
using Streaming.Application.Operations;
using Streaming.Application.ProveRecord;
using Streaming.Application.ReadAccess;
using Streaming.Application.RegisterModel;
using Streaming.Application.Services;
using Streaming.Application.TryDetector;
using Streaming.Explanations.Trees;
using Streaming.Gateway.Tests.Setup;
using static Streaming.Gateway.Tests.Setup.Uploads;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Operations that work on files: over HTTP files are sent, and the answers are those of the command line.</summary>
public sealed class SentFilesTests(Services services) : IAsyncLifetime
{
    const int Most = 200_000;
    const string Trial = "/v1/drift-detectors/trial";

    static readonly byte[] Rows = "amount,orders_1d\n50,1\n150,2\n,3\n"u8.ToArray();

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    string Evidence => $"/v1/topologies/{_shop.Name}/evidence";

    string Explanations => $"/v1/models/{_shop.Name}:1/explanations";

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        await ShopModels.PromoteAsync(_shop, _database, [new TreeCovers([10], [6, 4])], ShopModels.Above(100));
        _gateway = await RunningGateway.StartAsync(
            services,
            _database,
            [_shop.File],
            jobs: 0,
            new GatewayLimits { FileBytes = Most, Grace = TimeSpan.FromSeconds(2) }
        );
        _gateway.Client.DefaultRequestHeaders.Add("X-Requested-With", "test");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_detector_is_tried_on_rows_that_are_sent()
    {
        var values = Enumerable.Range(0, 2000).Select(i => i < 1000 ? 0.1 : 0.9).Select((v, i) => $"{v + (i % 10 * 0.001)}");
        var rows = Encoding.UTF8.GetBytes($"other,value\n{string.Join('\n', values.Select(v => $"1,{v}"))}\n");
        var local = await _gateway.RunAsync(
            new TryDetectorOperation(),
            new TryDetectorRequest { File = await FileAsync("local.csv", rows), Column = "value" }
        );
        local.Alarms.ShouldBeGreaterThan(0);
        var expected = JsonSerializer.Serialize(local with { File = "rows.csv" }, ResultJson.OneLine);
        foreach (var sent in new[] { rows, Packed(rows) })
        {
            using var form = Form(("rows", sent), ("request", """{"column":"value"}"""u8.ToArray()));
            var tried = await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Trial, form), 200);
            tried.GetRawText().ShouldBe(expected);
        }

        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "drift.try"));
        JsonSerializer.Serialize(calls).ShouldNotContain(UploadFolder.Prefix);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_cannot_be_tried_is_told_without_the_servers_paths()
    {
        foreach (
            var (request, rows, status, told) in new (string, string?, int, string)[]
            {
                ("""{"column":"none"}""", "a\n1\n", 409, "rows.csv has no column 'none'"),
                ("""{"column":"a"}""", "a\nx\ny\n", 409, "rows.csv, column 'a'"),
                ("""{"column":"a"}""", "", 400, "send its bytes as rows"),
                ("""{"column":"a","detector":"magic"}""", "a\n1\n", 409, "magic"),
                ("""{"column":"a","file":"/etc/passwd"}""", "a\n1\n", 400, "'file' is unknown"),
                ("""{}""", "a\n1\n", 400, "column must be given"),
                ("""{"column":"a"}""", null, 400, "send its bytes as rows"),
            }
        )
        {
            using var form = Form(("request", Encoding.UTF8.GetBytes(request)));
            if (rows is not null)
                form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(rows)), "rows");
            await RefusedAsync(Trial, form, status, told);
        }
    }

    [Fact]
    public async Task Explanations_are_the_bytes_that_the_command_writes()
    {
        foreach (
            var (request, compared) in new (string, bool)[]
            {
                ("{}", false),
                ("{}", true),
                ("""{"method":"kernel","seed":7}""", true),
                ("""{"method":"effects"}""", false),
                ("""{"method":"counterfactual","counterfactual":{"threshold":0.5}}""", false),
            }
        )
        {
            var background = "orders_1d,amount\n1,20\n2,120\n"u8.ToArray();
            var asked = JsonSerializer.Deserialize<JsonElement>(request);
            var file = Path.Combine(_shop.Folder, $"{Guid.NewGuid():N}.csv");
            await _gateway.RunAsync(
                new ExplainModelOperation(),
                new ExplainModelRequest
                {
                    Model = $"{_shop.Name}:1",
                    Data = await FileAsync("data.csv", Rows),
                    Background = compared ? await FileAsync("background.csv", background) : null,
                    File = file,
                    Method = asked.TryGetProperty("method", out var method)
                        ? Enum.Parse<ExplainMethod>(method.GetString()!, ignoreCase: true)
                        : null,
                    Seed = asked.TryGetProperty("seed", out var seed) ? seed.GetInt64() : 0,
                    Counterfactual = asked.TryGetProperty("counterfactual", out _) ? new CounterfactualRequest { Threshold = 0.5 } : null,
                }
            );
            using var form = Form(("rows", Rows), ("request", Encoding.UTF8.GetBytes(request)));
            if (compared)
                form.Add(new ByteArrayContent(background), "background");
            using var answer = await _gateway.Client.PostAsync(Explanations, form);
            var sent = await answer.Content.ReadAsByteArrayAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(sent));
            answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
            answer.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"explanations.csv\"");
            sent.ShouldBe(await File.ReadAllBytesAsync(file));
            await NothingIsLeftAsync();
        }
    }

    [Fact]
    public async Task What_cannot_be_explained_is_told()
    {
        foreach (
            var (request, rows, status, told) in new (string, string, int, string)[]
            {
                ("{}", "amount\n1\n", 409, "rows.csv lacks columns"),
                ("{}", "amount,orders_1d\none,1\n", 409, "rows.csv, row 1, column 'amount'"),
                ("""{"method":"tree"}""", "amount,orders_1d\n1,1\n", 409, "background"),
                ("""{"method":"kernel","samples":1000000000}""", "amount,orders_1d\n1,1\n", 400, "samples must be from 1 to 100000"),
                ("""{"map":{}}""", "amount,orders_1d\n1,1\n", 400, "'map' is unknown"),
                ("""{"method":"magic"}""", "amount,orders_1d\n1,1\n", 400, "method must be one of"),
            }
        )
        {
            using var form = Form(("rows", Encoding.UTF8.GetBytes(rows)), ("request", Encoding.UTF8.GetBytes(request)));
            await RefusedAsync(Explanations, form, status, told);
        }
    }

    [Fact]
    public async Task A_model_is_named_by_its_version_and_by_nothing_else()
    {
        foreach (
            var (name, status) in new[]
            {
                (_shop.Name, 400),
                ($"{_shop.Name}:0", 400),
                ("%2Fetc%2Fpasswd:1", 400),
                ("model.onnx", 400),
                ($"{_shop.Name}:9", 404),
                ("none:1", 404),
            }
        )
        {
            using var form = Form(("rows", Rows));
            await RunningGateway.JsonAsync(await _gateway.Client.PostAsync($"/v1/models/{name}/explanations", form), status);
        }
    }

    /// <summary>A zero in what a call is about gets onto the access log as something that can be stored.</summary>
    [Fact]
    public async Task A_zero_in_a_name_is_no_fault_of_the_servers()
    {
        var retried = await _gateway.PostAsync($"/v1/topologies/{_shop.Name}/quarantine/retry", """{"addresses":["a\u0000b"]}""", 400);
        retried.GetProperty("code").GetString().ShouldBe("invalid");
    }

    [Fact]
    public async Task Evidence_is_the_file_that_the_command_writes_and_proves_its_record()
    {
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(
            _shop,
            Enumerable.Range(0, 20).Select(i => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:{{i:00}}Z","customer":"c1","amount":{{i}}}""")
        );
        var key = await _gateway.RunAsync(new CreateKeyOperation(), new KeyFile(Path.Combine(_shop.Folder, "key.pem")));
        var (checkpoint, local) = (Path.Combine(_shop.Folder, "checkpoint.json"), Path.Combine(_shop.Folder, "local.json"));
        await _gateway.RunAsync(
            new CreateCheckpointOperation(),
            new CreateCheckpointRequest(_shop.File, checkpoint, new KeyFile(key.Private))
        );
        await _gateway.RunAsync(
            new ProveRecordOperation(),
            new ProveRecordRequest(_shop.File, "o7", local, checkpoint, new KeyFile(key.Public))
        );

        var (status, sent) = await ProveAsync("o7", checkpoint, key.Public);
        status.ShouldBe(200, Encoding.UTF8.GetString(sent));
        sent.ShouldBe(await File.ReadAllBytesAsync(local));
        var proved = await _gateway.RunAsync(
            new CheckEvidenceOperation(),
            new CheckEvidenceRequest(await FileAsync("sent.json", sent), new KeyFile(key.Public))
        );
        proved.Record.GetRawText().ShouldContain("o7");

        (await ProveAsync("none", checkpoint, key.Public)).Status.ShouldBe(404);
        // It does not travel; and whoever sends it hears that it has.
        var (refused, told) = await ProveAsync("o7", checkpoint, key.Private);
        (refused, Encoding.UTF8.GetString(told).Contains("does not travel")).ShouldBe((400, true));
        var other = await _gateway.RunAsync(new CreateKeyOperation(), new KeyFile(Path.Combine(_shop.Folder, "other.pem")));
        var (foreign, why) = await ProveAsync("o7", checkpoint, other.Public);
        (foreign, Encoding.UTF8.GetString(why).Contains("checkpoint.json: ")).ShouldBe((409, true), Encoding.UTF8.GetString(why));
        (await ProveAsync("o7", key.Public, key.Public)).Status.ShouldBe(409);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_is_too_long_is_cut_off_and_what_a_page_could_send_is_not_taken()
    {
        foreach (var path in new[] { Trial, Explanations, Evidence })
        {
            using var large = Form((path == Evidence ? "checkpoint" : "rows", new byte[Most + 1]));
            await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(path, large), 413);
            using var page = new HttpClient { BaseAddress = _gateway.Address };
            using var form = Form(("rows", Rows));
            await RunningGateway.JsonAsync(await page.PostAsync(path, form), 415);
        }

        await NothingIsLeftAsync();
    }

    /// <summary>ASVS 8.2.2: roles that hold in one topology hold for its model.</summary>
    [Fact]
    public async Task ASVS_8_2_2_a_model_of_another_topology_is_not_explained()
    {
        await using var closed = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
        using var own = closed.ClientOf((await closed.KeyAsync([Role.Modeller], _shop.Name)).Key);
        using var foreign = closed.ClientOf((await closed.KeyAsync([Role.Modeller], "other")).Key);
        foreach (var (client, model, status) in new[] { (own, _shop.Name, 200), (own, "other", 403), (foreign, _shop.Name, 403) })
        {
            using var form = Form(("rows", Rows));
            form.Headers.Add("X-Requested-With", "test");
            using var answer = await client.PostAsync($"/v1/models/{model}:1/explanations", form);
            ((int)answer.StatusCode).ShouldBe(status, model);
        }
    }

    async Task RefusedAsync(string path, MultipartFormDataContent form, int status, string told)
    {
        var problem = await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(path, form), status);
        problem.GetProperty("detail").GetString()!.ShouldContain(told);
        problem.GetRawText().ShouldNotContain(UploadFolder.Prefix);
        await NothingIsLeftAsync();
    }

    async Task<(int Status, byte[] Body)> ProveAsync(string id, string checkpoint, string key)
    {
        using var form = Form(
            ("request", JsonSerializer.SerializeToUtf8Bytes(new { id })),
            ("checkpoint", await File.ReadAllBytesAsync(checkpoint)),
            ("key", await File.ReadAllBytesAsync(key))
        );
        using var answer = await _gateway.Client.PostAsync(Evidence, form);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }

    static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    async Task<string> FileAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(_shop.Folder, name);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }
}
