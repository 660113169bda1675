using System.Globalization;
using System.Text.Json;
using Npgsql;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>Lineage that is older than it is kept goes, as an operator removes it: what stays verifies, replays and is told from.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;
    int _minute;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_old_goes_and_what_stays_is_whole()
    {
        var topology = Topology("by_hand");
        var (key, publicKey, archive) = (PathOf("operator.pem"), PathOf("operator.pub.pem"), PathOf("archive"));
        (await RunAsync("checkpoint", "keygen", "--out", key)).Code.ShouldBe(0);
        (await RunAsync("retention", topology)).Code.ShouldBe(2);
        using var stop = new CancellationTokenSource();
        var running = StreamingProgram.RunUntilAsync(_folder.Path, Variables, ["run", topology, "--partitions", "1", "--json"], stop.Token);
        await PublishUntilAsync(topology, async () => Batches(await JsonAsync("retention", topology, "--dry-run")) > 0);
        var first = (await JsonAsync("lineage", topology, "r0"))[0].GetProperty("lineage_id").GetString()!;
        (await RunAsync("retention", topology, "--dry-run")).Out.ShouldContain("would go");

        var removed = await JsonAsync("retention", topology, "--key", key, "--archive", archive, "--because", "a test");

        Batches(removed).ShouldBeGreaterThan(0);
        removed.GetProperty("statement").GetProperty("why").GetString().ShouldBe("a test");
        // What the pipeline does meanwhile goes on from there.
        await PublishAsync(topology);
        await JsonAsync("status", topology, "--wait", "--timeout", "60");
        var verified = await JsonAsync("verify", topology, "--key", publicKey);
        verified.GetProperty("sound").GetBoolean().ShouldBeTrue(verified.ToString());
        verified.GetProperty("removed").EnumerateArray().ShouldAllBe(r => r.GetProperty("key_checked").GetBoolean());
        verified.GetProperty("removed").GetArrayLength().ShouldBeGreaterThan(0);
        await ReplaysAsync(topology);

        var gone = await RunAsync("lineage", topology, first);
        gone.Code.ShouldBe(1);
        gone.Error.ReplaceLineEndings(" ").ShouldContain("is kept for 1s. It is archived in");
        (await RunAsync("lineage", topology, "r0")).Error.ReplaceLineEndings(" ").ShouldContain("some of what is older was removed on");
        var files = Directory.GetFiles(archive);
        files.ShouldNotBeEmpty();
        foreach (var file in files)
            (await JsonAsync("archive", "check", file, "--key", publicKey)).GetProperty("keep").GetString().ShouldBe("1s");
        (await JsonAsync("access", "--operation", "retention.apply"))
            .EnumerateArray()
            .ShouldContain(c => c.GetProperty("why").GetString() == "a test");

        await stop.CancelAsync();
        (await running).Code.ShouldBe(0);
        await RestartsAsync(topology);
        await ReplaysAsync(topology);
        await MissesWhatNobodySignedForAsync(topology, publicKey);
    }

    /// <summary>Fails where a pipeline whose file says so leaves old lineage, or where that is done by nobody.</summary>
    [Fact]
    public async Task A_pipeline_removes_by_itself_where_its_file_says_so_and_it_has_a_key()
    {
        var topology = Topology("daily");
        var key = PathOf("operator.pem");
        (await RunAsync("checkpoint", "keygen", "--out", key)).Code.ShouldBe(0);
        using (var stop = new CancellationTokenSource())
        {
            var without = StreamingProgram.RunUntilAsync(_folder.Path, Variables, ["run", topology, "--partitions", "1"], stop.Token);
            await PublishUntilAsync(topology, async () => Batches(await JsonAsync("retention", topology, "--dry-run")) > 0);
            await stop.CancelAsync();
            var ended = await without;
            (ended.Out + ended.Error).ReplaceLineEndings(" ").ShouldContain("it was given no key to sign with");
        }

        (await JsonAsync("verify", topology)).GetProperty("removed").GetArrayLength().ShouldBe(0);
        using var stopped = new CancellationTokenSource();
        var running = StreamingProgram.RunUntilAsync(_folder.Path, Variables, ["run", topology, "--retention-key", key], stopped.Token);
        await EventuallyAsync(async () => (await JsonAsync("verify", topology)).GetProperty("removed").GetArrayLength() > 0);
        await stopped.CancelAsync();
        (await running).Code.ShouldBe(0);

        (await JsonAsync("verify", topology)).GetProperty("sound").GetBoolean().ShouldBeTrue();
        var call = (await JsonAsync("access", "--operation", "retention.apply"))
            .EnumerateArray()
            .First(c => c.GetProperty("who").GetString()!.StartsWith("policy", StringComparison.Ordinal));
        call.GetProperty("why").GetString()!.ShouldContain("of the topology says daily");
    }

    /// <summary>A start restores state from what is there.</summary>
    async Task RestartsAsync(string topology)
    {
        using var stop = new CancellationTokenSource();
        var running = StreamingProgram.RunUntilAsync(_folder.Path, Variables, ["run", topology, "--json"], stop.Token);
        await PublishAsync(topology);
        await JsonAsync("status", topology, "--wait", "--timeout", "60");
        var last = (await JsonAsync("lineage", topology, $"r{_minute - 1}"))[0];
        // The mean over three minutes: of this reading and the two before it.
        last.GetProperty("features").GetProperty("mean").GetDouble().ShouldBe((_minute - 2) * 100, 0.001);
        await stop.CancelAsync();
        (await running).Code.ShouldBe(0);
    }

    async Task ReplaysAsync(string topology)
    {
        var replayed = await JsonAsync("replay", topology);
        (replayed.GetProperty("differing").GetInt64(), replayed.GetProperty("compared").GetInt64() > 0).ShouldBe(
            (0, true),
            replayed.ToString()
        );
    }

    /// <summary>Somebody else deletes the next batch, and all that belongs to it.</summary>
    async Task MissesWhatNobodySignedForAsync(string topology, string publicKey)
    {
        await using (var database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString))
        {
            await database
                .CreateCommand(
                    """
                    with first as (select stream_id, min(version) as version from lineage.mt_events where stream_id like 'meters/%' group by 1)
                    delete from lineage.mt_events e using first f where e.stream_id = f.stream_id and e.version = f.version
                    """
                )
                .ExecuteNonQueryAsync();
        }

        var verified = await RunAsync("verify", topology, "--key", publicKey);
        verified.Code.ShouldBe(1);
        verified.Out.ShouldContain("is missing");
    }

    /// <summary>A reading a minute in event time, until the condition holds.</summary>
    Task PublishUntilAsync(string topology, Func<Task<bool>> condition) =>
        EventuallyAsync(async () =>
        {
            await PublishAsync(topology);
            await JsonAsync("status", topology, "--wait", "--timeout", "60");
            return await condition();
        });

    async Task PublishAsync(string topology)
    {
        var at = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(_minute);
        var file = _folder.Write(
            "minute.jsonl",
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"reading":"r{{_minute}}","meter":"A","at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","watts":{{_minute * 100}}}"""
            ) + "\n"
        );
        _minute++;
        (await RunAsync("publish", topology, "--file", file)).Code.ShouldBe(0);
    }

    static Task EventuallyAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(condition, "nothing more happens", Deadline);

    static long Batches(JsonElement removed) =>
        removed.GetProperty("streams").EnumerateArray().Sum(s => s.GetProperty("batches").GetInt64());

    string Topology(string removal) =>
        _folder.Write(
            "meters.yaml",
            $$"""
            topology: meters
            version: 1
            source:
              topic: meters
              key: meter
              id: reading
              time: at
              fields: { reading: string, meter: string, at: timestamp, watts: double }
            features:
              watts: watts
              mean: { mean: watts, per: meter, over: 3m }
            score: { rule: watts / 100000, decide: { high: score >= 0.5, normal: otherwise } }
            order: { drift: 1m }
            lineage: { keep: 1s, segment: 1s, removal: {{removal}} }

            """
        );

    string PathOf(string name) => Path.Combine(_folder.Path, name);

    async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var outcome = await RunAsync([.. arguments, "--json"]);
        outcome.Out.ShouldNotBeEmpty(outcome.Error);
        return JsonDocument.Parse(outcome.Out).RootElement;
    }

    Task<Outcome> RunAsync(params string[] arguments) => StreamingProgram.RunInAsync(_folder.Path, Variables, arguments);

    Dictionary<string, string> Variables =>
        new(StringComparer.Ordinal)
        {
            ["STREAMING_KAFKA"] = _services.Services.BootstrapServers,
            ["STREAMING_POSTGRES"] = _services.Services.PostgresConnectionString,
        };
}
