using System.Text.Json;
using Npgsql;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>Servers of learning runs that are really killed between any two steps, with the jobs that they work on: the run goes on, and no
/// step is begun twice.</summary>
public sealed class LearningCrashTests : IAsyncLifetime
{
    const int Piece = 2000;

    const string Policy = """

        learning:
          gates: { margin: -1, alerts: 1000000, scores: 1000, latency: 1000 }
          rollout: { shadow_rows: 200, canary: 50%, most_labelled: 2000, watch: 2000 }

        """;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;
    NpgsqlDataSource _database = null!;
    Dictionary<string, string> _variables = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _variables = RealPrograms.With(_services);
        _programs = new RealPrograms(_folder.Path, _variables);
        _database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_whose_servers_are_killed_at_each_step_comes_to_its_end_once()
    {
        var shipped = Folders.Topology("card-fraud");
        var text = (await File.ReadAllTextAsync(Path.Combine(shipped, "topology.yaml"))).Replace(
            "\n  delay: 7d",
            "\n  delay: 2h",
            StringComparison.Ordinal
        );
        var topology = _folder.Write("topology.yaml", text + Policy);
        File.Copy(Path.Combine(shipped, "simulator.yaml"), Path.Combine(_folder.Path, "simulator.yaml"));
        await RunAsync(0, "simulate", topology, "--events", "30000");
        _programs.Start("run", topology, "--jobs", "0");
        await UntilAsync(async () => (await RunAsync(null, "status", topology)).Out.Contains("caught up", StringComparison.Ordinal));
        await RunAsync(0, "learning", "start", topology, "--because", "a test");

        var (seen, skip) = (0L, 30_000);
        var over = false;
        while (!over)
        {
            var servers = new[] { _programs.Start("learning", "serve", topology), _programs.Start("learning", "serve", topology) };
            await UntilAsync(async () =>
            {
                // Live rows for whoever is tried on some.
                if (seen > 1)
                    await RunAsync(0, "simulate", topology, "--skip", $"{skip}", "--events", $"{Piece}");
                skip += seen > 1 ? Piece : 0;
                return await EventsAsync() > seen;
            });
            seen = await EventsAsync();
            foreach (var server in servers)
                await RealPrograms.KillAsync(server);
            // As if the leases of what they worked on had been over for a while.
            await ExecuteAsync("update streaming_jobs.jobs set until = 'epoch' where open");
            over = (await JsonAsync("learning", "show", topology)).GetProperty("over").GetBoolean();
        }

        var run = await JsonAsync("learning", "show", topology);
        var story = run.GetProperty("story").EnumerateArray().Select(p => p.GetProperty("state").GetString()).ToList();
        story.Count.ShouldBe((int)seen);
        story[..3].ShouldBe(["training", "evaluating", "rolling out"]);
        story[^1].ShouldBeOneOf("promoted", "rejected", "rolled back");
        var listed = await JsonAsync("learning", "list", topology);
        listed.GetProperty("runs").GetArrayLength().ShouldBe(1);
        listed.GetProperty("waiting").GetArrayLength().ShouldBe(0);
        // A job a step, and one version: nothing was begun twice.
        (await CountAsync("select count(*) from streaming_jobs.jobs where key like 'learning/%'")).ShouldBe(story.Count - 1);
        (await JsonAsync("models", "list")).GetArrayLength().ShouldBe(1);
        (await RunAsync(0, "learning", "verify")).Out.ShouldContain("1 learning runs are as they were recorded.");
    }

    Task<long> EventsAsync() => CountAsync("select count(*) from streaming_learning.mt_events");

    async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static Task UntilAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(condition, "nothing more happens", Patience);

    async Task<JsonElement> JsonAsync(params string[] words) =>
        JsonDocument.Parse((await RunAsync(0, [.. words, "--json"])).Out).RootElement;

    async Task<Outcome> RunAsync(int? code, params string[] words)
    {
        var outcome = await StreamingProgram.RunInAsync(_folder.Path, _variables, words);
        if (code is not null)
            outcome.Code.ShouldBe(code.Value, $"{string.Join(' ', words)}: {outcome.Out}{outcome.Error}");
        return outcome;
    }
}
