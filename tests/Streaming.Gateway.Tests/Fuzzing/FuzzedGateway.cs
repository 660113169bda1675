using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Streaming.Application.CreateCheckpoint;
using Streaming.Application.CreateKey;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>A gateway that asks who calls, with a pipeline, a model of two versions, rejected records, jobs and keys behind it.</summary>
sealed class FuzzedGateway : IAsyncDisposable
{
    /// <summary>The fields of the topology, for bodies that the description leaves to it.</summary>
    static readonly JsonNode Event = JsonNode.Parse(
        """
        {"type":"object","required":["id","at","customer","amount"],"properties":{
          "id":{"type":"string"},"at":{"type":"string"},"customer":{"type":"string"},"amount":{"type":"number"}}}
        """
    )!;

    static readonly JsonNode Label = JsonNode.Parse(
        """
        {"type":"object","required":["id","at","known","good"],"properties":{
          "id":{"type":"string"},"at":{"type":"string"},"known":{"type":"string"},"good":{"type":"boolean"}}}
        """
    )!;

    static readonly JsonNode Infer = JsonNode.Parse(
        """
        {"type":"object","required":["inputs"],"properties":{
          "id":{"type":"string"},
          "parameters":{"type":"object","properties":{"binary_data_output":{"type":"boolean"},"priority":{"type":"integer"}}},
          "inputs":{"type":"array","items":{"type":"object","required":["name","datatype","shape","data"],"properties":{
            "name":{"enum":["features","amount","orders_1d"]},"datatype":{"enum":["FP32","FP64","INT64","BOOL","BYTES"]},
            "shape":{"type":"array","items":{"enum":[1,2,-1,0,1000000000000]}},
            "parameters":{"type":"object","properties":{"binary_data_size":{"type":"integer"}}},
            "data":{"type":"array","items":{"type":"number"}}}}},
          "outputs":{"type":"array","items":{"type":"object","properties":{
            "name":{"enum":["score","decision"]},"parameters":{"type":"object","properties":{"binary_data":{"type":"boolean"}}}}}}}}
        """
    )!;

    /// <summary>Operations that wait until nobody runs the pipeline.</summary>
    static readonly string[] Stopped = ["pipeline.rescale", "repair.offsets", "repair.topics"];

    static readonly Role[] Alone = Enum.GetValues<Role>();

    const string Rows = "amount,orders_1d\n5,1\n500,2\n,3\n7,1\n";

    readonly List<HttpClient> _clients = [];

    FuzzedGateway(ShopTopology shop, ShopTopology idle, RunningGateway gateway) => (Shop, Idle, Gateway) = (shop, idle, gateway);

    public ShopTopology Shop { get; }

    /// <summary>One without a pipeline, for what waits until the pipeline is stopped.</summary>
    public ShopTopology Idle { get; }

    public RunningGateway Gateway { get; }

    /// <summary>Nobody, somebody with a key that does not hold, each role alone, and who may do everything; that one is last.</summary>
    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>What each of them shows.</summary>
    public List<string?> Shown { get; } = [null, "sp_" + new string('a', 57)];

    /// <summary>Their roles; null: all.</summary>
    public IReadOnlyList<IReadOnlyList<Role>?> Roles { get; } =
    [
        [],
        [],
        .. Alone.Select(r => new[] { r }),
        null,
    ];

    /// <summary>Values that mean something here, by the names of members.</summary>
    public IReadOnlyDictionary<string, string[]> Known { get; private set; } = null!;

    /// <summary>The same, for an operation.</summary>
    public IReadOnlyDictionary<string, string[]> KnownTo(string operation) =>
        Stopped.Contains(operation) ? new Dictionary<string, string[]>(Known) { ["topology"] = [Idle.Name] }
        : operation == "model.explain" ? new Dictionary<string, string[]>(Known) { ["model"] = [$"{Shop.Name}:1", $"{Shop.Name}:2"] }
        : Known;

    /// <summary>Bodies that are right.</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    readonly Dictionary<string, string> _examples = new()
    {
        ["events.send"] = """{"id":"e1","at":"2026-03-04T11:00:00Z","customer":"c1","amount":5}""",
        ["event.decide"] = """{"id":"e2","at":"2026-03-04T11:00:00Z","customer":"c2","amount":500}""",
        ["labels.send"] = """{"id":"o1","at":"2026-03-04T10:00:01Z","known":"2026-03-06T11:00:00Z","good":true}""",
        ["model.ask"] = """{"inputs":[{"name":"features","shape":[1,2],"datatype":"FP32","data":[5,1]}],"outputs":[{"name":"score"}]}""",
        ["apikey.create"] = """{"name":"fuzz","roles":["viewer"],"days":1}""",
        ["model.canary"] = """{"version":2,"share":0.1}""",
        ["decision.override"] = """{"id":"o1","decision":"small"}""",
        ["decision.contest"] = """{"id":"o2"}""",
        ["contest.answer"] = """{"uphold":true}""",
        ["contest.agree"] = """{"decision":"small"}""",
        ["quarantine.retry"] = """{"addresses":["0:0"]}""",
        ["drift.try"] = Form(("request", """{"column":"amount","detector":"page-hinkley"}"""), ("rows", Rows)),
        ["model.explain"] = Form(("request", """{"method":"kernel","samples":64}"""), ("rows", Rows), ("background", Rows)),
    };

    /// <summary>What bodies are that the description leaves to the topology and its model.</summary>
    public IReadOnlyDictionary<string, JsonNode> Records { get; } =
        new Dictionary<string, JsonNode>
        {
            ["events.send"] = Event,
            ["event.decide"] = Event,
            ["labels.send"] = Label,
            ["model.ask"] = Infer,
        };

    public static async Task<FuzzedGateway> StartAsync(Services services)
    {
        var database = await services.NewDatabaseAsync();
        var shop = new ShopTopology(personal: true, labels: true);
        // Whoever is turned away for haste alone has asked nothing.
        var limits = new GatewayLimits
        {
            RequestTime = TimeSpan.FromMinutes(1),
            ClientRequests = 0,
            ClientRecords = 0,
            Guesses = 0,
        };
        var idle = new ShopTopology();
        var gateway = await RunningGateway.StartAsync(services, database, [shop.File, idle.File], jobs: 0, limits, identity: true);
        var fuzzed = new FuzzedGateway(shop, idle, gateway);
        await ShopModels.PromoteAsync(shop, database, ShopModels.Above(100), ShopModels.Above(50));
        gateway.RunPipeline(shop);
        await gateway.PublishAsync(
            shop,
            Enumerable
                .Range(0, 50)
                .Select(i => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:{{i:00}}Z","customer":"c{{i % 7}}","amount":{{i}}}""")
                .Append("""{"id":"bad","at":"2026-03-04T10:00:00Z","customer":"c1","amount":-1}""")
        );
        await fuzzed.KeysAsync();
        await fuzzed.CheckpointAsync();
        return fuzzed;
    }

    /// <summary>Something to prove a record by.</summary>
    async Task CheckpointAsync()
    {
        var (key, checkpoint) = (Path.Combine(Shop.Folder, "key.pem"), Path.Combine(Shop.Folder, "checkpoint.json"));
        var made = await Gateway.RunAsync(new CreateKeyOperation(), new KeyFile(key));
        await Gateway.RunAsync(new CreateCheckpointOperation(), new CreateCheckpointRequest(Shop.File, checkpoint, new KeyFile(key)));
        _examples["evidence.prove"] = Form(
            ("request", """{"id":"o1"}"""),
            ("checkpoint", await File.ReadAllTextAsync(checkpoint)),
            ("key", await File.ReadAllTextAsync(made.Public))
        );
    }

    static string Form(params (string Name, string Value)[] parts) =>
        string.Concat(
            parts.Select(p => $"--{RequestMaker.Boundary}\r\nContent-Disposition: form-data; name=\"{p.Name}\"\r\n\r\n{p.Value}\r\n")
        ) + $"--{RequestMaker.Boundary}--\r\n";

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await Gateway.DisposeAsync();
        Shop.Dispose();
        Idle.Dispose();
    }

    async Task KeysAsync()
    {
        foreach (var role in Alone)
            Shown.Add((await Gateway.KeyAsync([role])).Key);
        Shown.Add((await Gateway.KeyAsync(Alone)).Key);
        foreach (var shown in Shown)
        {
            var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
            };
            var client = new HttpClient(handler) { BaseAddress = Gateway.Address, Timeout = TimeSpan.FromMinutes(2) };
            client.DefaultRequestHeaders.Authorization = shown is null ? null : new AuthenticationHeaderValue("Bearer", shown);
            _clients.Add(client);
        }

        // A key that may be revoked, and keys of nobody who calls here.
        var spare = (await Gateway.KeyAsync([Role.Viewer])).Key;
        Known = new Dictionary<string, string[]>
        {
            ["topology"] = [Shop.Name],
            ["name"] = [Shop.Name],
            ["model"] = [Shop.Name, "1", "rule"],
            ["id"] = ["1", "o1", "17", spare.Substring(3, 8)],
            ["address"] = ["0:0", "1:1"],
            ["at"] = ["2026-03-04T11:00:00Z", "2026-03-04T11:00:01Z", "1970-01-01T00:00:00Z"],
            ["known"] = ["2026-03-06T11:00:00Z"],
            ["customer"] = ["c1", "c2"],
            ["decision"] = ["large", "small"],
            ["from"] = ["2026-03-04", "0"],
            ["to"] = ["2026-03-05"],
            ["columns"] = ["id", "score", "outcome"],
            ["Prefer"] = ["wait=1"],
            ["Idempotency-Key"] = ["k1", "k2", "k3"],
            ["reason"] = ["range", "schema"],
            ["record"] = ["o1"],
            ["key"] = ["c1"],
        };
    }
}
