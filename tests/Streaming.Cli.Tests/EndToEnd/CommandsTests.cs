using System.Text.Json;
using Npgsql;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Learning.Onnx;
using Streaming.Learning.Trees;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>The commands one after the other, as a user calls them, against services of the test's own.</summary>
public sealed class CommandsTests : IAsyncLifetime
{
    const int Events = 3000;
    const int Hostile = 60;

    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_published_is_accounted_for_in_every_view()
    {
        var topology = Folders.Topology("card-fraud");
        using var stop = new CancellationTokenSource();
        var simulated = await JsonAsync(
            "simulate",
            topology,
            "--events",
            $"{Events}",
            "--hostile",
            $"{Hostile / (double)Events}",
            "--partitions",
            "3"
        );
        simulated.GetProperty("events").GetInt64().ShouldBe(Events);
        simulated.GetProperty("hostile").GetInt64().ShouldBe(Hostile);

        var running = StreamingProgram.RunUntilAsync(_folder.Path, Variables, ["run", topology, "--json"], stop.Token);
        var status = await JsonAsync("status", topology, "--wait", "--timeout", "120");
        status.GetProperty("caught_up").GetBoolean().ShouldBeTrue();
        var (scored, quarantined) = (status.GetProperty("scored").GetInt64(), status.GetProperty("quarantined").GetInt64());
        (scored + quarantined).ShouldBe(Events + Hostile);
        quarantined.ShouldBeInRange(Hostile / 2, Hostile);
        status.GetProperty("outcomes").EnumerateObject().Sum(o => o.Value.GetInt64()).ShouldBe(Events + Hostile);

        var predictions = await LinesAsync("predictions", topology, "--from-beginning");
        predictions.Count.ShouldBe((int)scored);
        predictions.Select(p => p.GetProperty("lineage_id").GetString()).Distinct().Count().ShouldBe((int)scored);

        await LineageOfAsync(topology, predictions[17]);
        await ListsAsync(topology, predictions);
        await OverrideAsync(topology, predictions[17]);
        await QuarantineAsync(topology, (int)quarantined);
        await ExportAsync(topology, (int)scored, (int)quarantined);

        (await JsonAsync("verify", topology)).GetProperty("sound").GetBoolean().ShouldBeTrue();
        await RepairIndexAsync(topology);
        // One more was scored after the count: the record that was corrected.
        await ReplayAsync(topology, (int)scored + 1);
        var training = await RunAsync("train", topology);
        training.Code.ShouldBe(1);
        training.Error.ShouldContain("no labelled rows");

        await AccessAsync();

        await stop.CancelAsync();
        var ended = await running;
        ended.Code.ShouldBe(0, ended.Error);
        JsonDocument.Parse(ended.Out).RootElement.GetProperty("scored").GetInt64().ShouldBe(scored + 1);
    }

    async Task AccessAsync()
    {
        (await RunAsync("models", "use", "card-fraud", "1", "--because", "a test")).Code.ShouldBe(0);
        (await JsonAsync("models", "show", "card-fraud")).GetProperty("promoted_by").GetString().ShouldBe(Environment.UserName);
        var calls = (await JsonAsync("access", "--operation", "model.promote")).EnumerateArray().ToList();
        var call = calls.ShouldHaveSingleItem();
        (
            call.GetProperty("who").GetString(),
            call.GetProperty("about").GetString(),
            call.GetProperty("why").GetString(),
            call.GetProperty("outcome").GetString()
        ).ShouldBe((Environment.UserName, "card-fraud 1", "a test", "done"));
        (await RunAsync("access", "--who", "nobody")).Out.ShouldContain("No such calls on record.");
        (await RunAsync("access")).Out.ShouldContain("lineage.verify");
        (await RunAsync("access", "--verify")).Out.ShouldStartWith("Sound: ");
        await using (var database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString))
        {
            await database
                .CreateCommand(
                    "update streaming_access.mt_events set data = jsonb_set(data, '{Note,Why}', '\"none\"') where data->'Note'->>'Why' = "
                        + "'a test'"
                )
                .ExecuteNonQueryAsync();
        }

        var altered = await RunAsync("access", "--verify");
        altered.Code.ShouldBe(1);
        altered.Out.ShouldContain("is not the one that was sealed");
    }

    /// <summary>The cure that verification names is a command, and cures.</summary>
    async Task RepairIndexAsync(string topology)
    {
        await using (var database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString))
            await database.CreateCommand("update lineage.batches set max_time = 0").ExecuteNonQueryAsync();
        var found = await RunAsync("verify", topology);
        found.Code.ShouldBe(1);
        (found.Out + found.Error).ReplaceLineEndings(" ").ShouldContain("streaming repair index card-fraud");

        var repaired = await JsonAsync("repair", "index", topology);

        repaired.GetProperty("streams").EnumerateArray().Sum(s => s.GetProperty("batches").GetInt64()).ShouldBeGreaterThan(0);
        (await JsonAsync("verify", topology)).GetProperty("sound").GetBoolean().ShouldBeTrue();
    }

    async Task LineageOfAsync(string topology, JsonElement prediction)
    {
        var story = (await JsonAsync("lineage", topology, prediction.GetProperty("event_id").GetString()!, "--raw"))[0];
        story.GetProperty("lineage_id").GetString().ShouldBe(prediction.GetProperty("lineage_id").GetString());
        story.GetProperty("decision").GetString().ShouldBe(prediction.GetProperty("decision").GetString());
        story.GetProperty("features").EnumerateObject().Count().ShouldBe(15);
        JsonDocument
            .Parse(story.GetProperty("raw").GetString()!)
            .RootElement.GetProperty("TRANSACTION_ID")
            .GetString()
            .ShouldBe(prediction.GetProperty("event_id").GetString());
        (await RunAsync("lineage", topology, "no-such-event")).Code.ShouldBe(1);
    }

    /// <summary>A person's decision goes out beside what was predicted, and both stay on record.</summary>
    async Task OverrideAsync(string topology, JsonElement prediction)
    {
        string[] decisions = [.. TopologyLoader.Load(topology).Score.Decisions.Select(d => d.Name)];
        var (id, was) = (Text(prediction, "event_id"), Text(prediction, "decision"));
        var other = decisions.First(d => d != was);
        await RefusedAsync("no decision 'perhaps'", id, "perhaps", "--because", "a test");
        await RefusedAsync("Add --because", id, other);
        await RefusedAsync("has no record 'no-such-event'", "no-such-event", other, "--because", "a test");
        await RefusedAsync($"is '{was}' already", id, was, "--because", "a test");

        var given = await JsonAsync("override", topology, id, "--decision", other, "--because", "the customer \"called\"");
        (Text(given, "overruled"), Text(given, "decision")).ShouldBe((was, other));
        var record = (await JsonAsync("lineage", topology, Text(given, "recorded")))[0];
        (Text(record, "lineage_id"), Text(record, "decision")).ShouldBe((Text(prediction, "lineage_id"), was));
        Text(record.GetProperty("overrides")[0], "decision").ShouldBe(other);
        await RefusedAsync($"is '{other}' already", Text(prediction, "lineage_id"), other, "--because", "a test");
        // Back again: the last one stands.
        await JsonAsync("override", topology, id, "--decision", was, "--because", "a mistake");
        (await JsonAsync("lineage", topology, id))[0]
            .GetProperty("overrides")
            .EnumerateArray()
            .Select(o => (Text(o, "overruled"), Text(o, "decision"), Text(o, "author"), Text(o, "because")))
            .ShouldBe([(was, other, Environment.UserName, "the customer \"called\""), (other, was, Environment.UserName, "a mistake")]);
        (await RunAsync("lineage", topology, id)).Out.ShouldContain($"{other} instead of {was}, by {Environment.UserName}");

        var told = (await LinesAsync("predictions", topology, "--from-beginning")).Where(p => Text(p, "event_id") == id).ToList();
        told.Select(p => Text(p, "decision")).ShouldBe([was, other, was]);
        told.Select(p => p.TryGetProperty("override", out var by) ? Text(by, "of") : "")
            .ShouldBe(["", Text(prediction, "lineage_id"), Text(prediction, "lineage_id")]);
        foreach (var same in (string[])["key", "event_time", "score", "model", "topology"])
            told.Select(p => p.GetProperty(same).ToString()).Distinct().ShouldHaveSingleItem();

        async Task RefusedAsync(string message, string about, string decision, params string[] more)
        {
            var outcome = await RunAsync(["override", topology, about, "--decision", decision, .. more]);
            outcome.Code.ShouldBe(1);
            outcome.Error.ShouldContain(message);
        }
    }

    /// <summary>What consumers were told of a key and of a decision is what lineage lists, whatever the size of a page.</summary>
    async Task ListsAsync(string topology, List<JsonElement> predictions)
    {
        var (key, decision) = (Text(predictions[17], "key"), Text(predictions[17], "decision"));
        var ofKey = predictions.Where(p => Text(p, "key") == key).ToList();
        var both = ofKey.Where(p => Text(p, "decision") == decision).Select(p => Text(p, "lineage_id")).ToList();
        var listed = await PagesAsync(topology, "--key", key, "--decision", decision, "--limit", "1");
        listed.Select(r => Text(r, "lineage_id")).ShouldBe(both, ignoreOrder: true);
        var all = await PagesAsync(topology, "--key", key);
        all.Where(r => Text(r, "verdict") == "scored")
            .Select(r => Text(r, "lineage_id"))
            .ShouldBe(ofKey.Select(p => Text(p, "lineage_id")), ignoreOrder: true);
        all.ShouldAllBe(r => Text(r, "key") == key);

        var fraud = await PagesAsync(topology, "--decision", "fraud", "--limit", "50");
        fraud
            .Select(r => Text(r, "event_id"))
            .ShouldBe(predictions.Where(p => Text(p, "decision") == "fraud").Select(p => Text(p, "event_id")), ignoreOrder: true);

        var table = await RunAsync("lineage", topology, "--key", key, "--limit", "1");
        table.Code.ShouldBe(0, table.Error);
        table.Out.ShouldContain(Text(all[0], "lineage_id"));
        table.Out.ShouldContain($"--before {Text(all[0], "lineage_id")}");
        (await RunAsync("lineage", topology, "--key", "nobody")).Out.ShouldContain("No such records.");
        var unknown = await RunAsync("lineage", topology, "--decision", "declined");
        (unknown.Code, unknown.Error.Contains("It decides: fraud, review, genuine")).ShouldBe((1, true), unknown.Error);
    }

    async Task<List<JsonElement>> PagesAsync(string topology, params string[] words)
    {
        var records = new List<JsonElement>();
        for (string[] before = []; ; )
        {
            var page = await JsonAsync(["lineage", topology, .. words, .. before]);
            records.AddRange(page.GetProperty("records").EnumerateArray());
            if (page.GetProperty("before").GetString() is not { } next)
                return records;
            before = ["--before", next];
        }
    }

    static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    async Task QuarantineAsync(string topology, int quarantined)
    {
        var rejected = await LinesAsync("quarantine", "list", topology, "--limit", "1000");
        rejected.Count.ShouldBe(quarantined);
        var one = rejected.First(r => r.GetProperty("reason").GetString() == "missing-field");
        var shown = await JsonAsync("quarantine", "show", topology, one.GetProperty("address").GetString()!);
        shown.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        (await RunAsync("quarantine", "show", topology, "0:99999")).Code.ShouldBe(1);

        var corrected = _folder.Write(
            "corrected.json",
            """{"TRANSACTION_ID":"corrected-1","TX_DATETIME":"2018-04-01T12:00:00Z","CUSTOMER_ID":"KEY","TERMINAL_ID":"7","TX_AMOUNT":1.5}""".Replace(
                "KEY",
                one.GetProperty("key").GetString()!,
                StringComparison.Ordinal
            )
        );
        (await JsonAsync("quarantine", "retry", topology, one.GetProperty("address").GetString()!, "--value", corrected))
            .GetProperty("published")
            .GetInt64()
            .ShouldBe(1);
        await JsonAsync("status", topology, "--wait", "--timeout", "60");
        (await JsonAsync("lineage", topology, "corrected-1"))[0].GetProperty("verdict").GetString().ShouldBe("scored");
    }

    async Task ReplayAsync(string topology, int scored)
    {
        var replayed = await JsonAsync("replay", topology);
        (replayed.GetProperty("differing").GetInt64(), replayed.GetProperty("compared").GetInt64() > scored).ShouldBe((0, true));
        replayed.GetProperty("rows_per_second").GetDouble().ShouldBeGreaterThan(0);

        var none = await RunAsync("replay", topology, "--model", "1");
        none.Code.ShouldBe(1);
        none.Error.ShouldContain("has no model 'card-fraud'");
        var file = _folder.Write("challenger.onnx", await RegisterAsync());
        var unknown = await RunAsync("replay", topology, "--model", "7");
        unknown.Code.ShouldBe(1);
        unknown.Error.ShouldContain("has version 1, not 7");
        var unfit = await RunAsync("replay", topology, "--model", _folder.Write("unfit.onnx", Constant(["HEAT"], 0.3)));
        unfit.Code.ShouldBe(1);
        unfit.Error.ShouldContain("HEAT");

        // The model calls everything 0.3, so: review. That file is the registered version.
        var page = Path.Combine(_folder.Path, "what-if.html");
        var whatIf = (await JsonAsync("replay", topology, "--model", file, "--plot", page, "--to-topic", "card-fraud-what-if")).GetProperty(
            "what_if"
        );
        whatIf.GetProperty("model").GetString().ShouldBe("card-fraud/1");
        whatIf.GetProperty("rows").GetInt64().ShouldBe(scored);
        whatIf.GetProperty("moves").GetProperty("moved").GetInt64().ShouldBe(scored);
        whatIf.GetProperty("decisions").GetProperty("flipped").GetInt64().ShouldBe(scored);
        whatIf.GetProperty("quality").ValueKind.ShouldBe(JsonValueKind.Null);
        var html = await File.ReadAllTextAsync(page);
        html.ShouldContain("alt=\"Scores, recorded and what if.");
        html.ShouldNotContain("<script");

        var picture = Path.Combine(_folder.Path, "what-if.png");
        var text = await RunAsync("replay", topology, "--model", "rule", "--plot", picture, "--to-topic", "card-fraud-again");
        text.Code.ShouldBe(0, text.Error);
        text.Out.ShouldContain("What if rule had scored these");
        text.Out.ShouldContain($"{scored:N0} predictions written to card-fraud-again");
        text.Error.ShouldNotContain("rows/s");
        (await File.ReadAllBytesAsync(picture)).Take(4).ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }

    async Task<byte[]> RegisterAsync()
    {
        var features = TopologyLoader.Load(Folders.Topology("card-fraud")).Features.Select(f => f.Name).ToArray();
        var onnx = Constant(features, 0.3);
        using var registry = new ModelRegistry(_services.Services.PostgresConnectionString, TimeProvider.System);
        await registry.EnsureSchemaAsync();
        var description = new ModelDescription
        {
            Features = features,
            Metrics = new Dictionary<string, double>(),
            Parameters = new Dictionary<string, string>(),
        };
        await registry.RegisterAsync("card-fraud", ModelContent.FromBytes([.. onnx]), description);
        return onnx;
    }

    static byte[] Constant(string[] features, double score) =>
        TreeEnsembleOnnxWriter.Write(new TreeEnsemble(features, [], 1, Math.Log(score / (1 - score))));

    async Task ExportAsync(string topology, int scored, int quarantined)
    {
        var file = Path.Combine(_folder.Path, "out.csv");
        var exported = await JsonAsync("export", topology, "--out", file, "--columns", "outcome,_partition,_offset");
        exported.GetProperty("rows").GetInt64().ShouldBe(scored + quarantined + 1);
        var lines = await File.ReadAllLinesAsync(file);
        lines.Skip(1).Distinct().Count().ShouldBe(scored + quarantined + 1);
        File.Exists(file + ".partial").ShouldBeFalse();
        var unknown = await RunAsync("export", topology, "--out", file, "--columns", "nonsense");
        unknown.Code.ShouldBe(1);
        unknown.Error.ShouldContain("nonsense");
    }

    Dictionary<string, string> Variables =>
        new()
        {
            ["STREAMING_KAFKA"] = _services.Services.BootstrapServers,
            ["STREAMING_POSTGRES"] = _services.Services.PostgresConnectionString,
        };

    Task<Outcome> RunAsync(params string[] words) =>
        StreamingProgram.RunInAsync(_folder.Path, Variables, [.. words, "--data", Path.Combine(_folder.Path, "data")]);

    async Task<JsonElement> JsonAsync(params string[] words)
    {
        var outcome = await RunAsync([.. words, "--json"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        return JsonDocument.Parse(outcome.Out).RootElement;
    }

    async Task<List<JsonElement>> LinesAsync(params string[] words)
    {
        var outcome = await RunAsync([.. words, "--json"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        return [.. outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }
}
