using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>
/// A stream whose frauds change, and nobody there but two servers that are really killed at each step: they notice that the goal is missed,
/// try on history what is permitted, do it once, and see whether it helped. Then labels stop, and the rule scores.
/// </summary>
public sealed class GoalsCrashTests : IAsyncLifetime
{
    const int Piece = 600;
    const int MostPieces = 300;

    const string Policy = """

        learning:
          train: { last: 8d }
          gates: { latency: 1000, alerts: 1000, scores: 1000 }
          rollout: { shadow_rows: 200, canary: 50%, watch: 0 }
          goals:
            over: 2d
            check_after: 1d
            average_precision: { at_least: 0.5 }
            actions: [retrain]
            at_most: 1
            dead_man: 6d

        """;

    /// <summary>The rule sees what thieves do for six days, and nothing of what they do then.</summary>
    const string Simulator = """
        seed: 1
        start: 2026-01-01
        entities:
          customer: { count: 1000, parameters: { mean_amount: { uniform: [5, 60] }, rate: { uniform: [0.5, 4] } } }
        events:
          of: customer
          per_day: rate
          time_of_day: { mean: 13h, stddev: 5h }
          fields:
            payment_id: { counter: 1 }
            paid_at: { time: true }
            customer_id: { id_of: customer }
            amount: { normal: [mean_amount, mean_amount / 2], min: 0, decimals: 2 }
            distance_km: { lognormal: [1.5, 0.8], decimals: 1 }
        scenarios:
          spends: { strikes: customer, per_day: 40, lasts: 2d, ends: 6d, share: 0.5, set: { amount: amount + 300 } }
          travels: { strikes: customer, per_day: 40, lasts: 2d, begins: 6d, share: 0.5, set: { distance_km: distance_km + 200 } }

        """;

    /// <summary>What was done, and each step of it: not that somebody looked and left it at that.</summary>
    const string Steps = """
        select (select count(*) from streaming_learning.mt_events)
          + (select count(*) from streaming_goals.mt_events where type <> 'goals_looked' or data ->> 'Verdict' = 'Act')
        """;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;
    NpgsqlDataSource _database = null!;
    Dictionary<string, string> _variables = null!;
    string _topology = null!;
    int _published;
    int _kills;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _variables = RealPrograms.With(_services);
        _programs = new RealPrograms(_folder.Path, _variables);
        _database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString);
        var shipped = await File.ReadAllTextAsync(Path.Combine(Folders.Topology("changing-fraud"), "topology.yaml"));
        var (from, to) = (
            shipped.IndexOf("\nlearning:", StringComparison.Ordinal),
            shipped.IndexOf("\n# Run by", StringComparison.Ordinal)
        );
        _topology = _folder.Write("topology.yaml", shipped[..from] + Policy);
        to.ShouldBeGreaterThan(from);
        _folder.Write("simulator.yaml", Simulator);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_missed_is_seen_to_once_and_what_cannot_be_measured_ends_with_the_rule_though_servers_die_at_each_step()
    {
        await PublishAsync(8 * Piece);
        _programs.Start("run", _topology, "--jobs", "0");
        await UntilAsync(async () => (await RunAsync(null, "status", _topology)).Out.Contains("caught up", StringComparison.Ordinal));

        await KillAtEachStepAsync(async () => (await LooksAsync()).Any(look => Helped(look) is not null), () => PublishAsync(Piece));

        var acted = (await LooksAsync()).Where(look => Text(look, "verdict") == "act").ToList().ShouldHaveSingleItem();
        Text(acted, "action").ShouldBe("retrain");
        Said(acted, "reasons").ShouldContain("would have given average precision");
        Helped(acted).ShouldBe(true, Said(acted, "since"));
        Said(acted, "since").ShouldContain("Learning run 1 is over, promoted");
        // The goal was met before, and somebody was asked while nothing was known yet that could help.
        (await LooksAsync()).ShouldContain(look =>
            Text(look, "verdict") == "met" && look.GetProperty("at").GetDateTimeOffset() < acted.GetProperty("at").GetDateTimeOffset()
        );
        var run = await JsonAsync("learning", "show", _topology);
        run.GetProperty("trigger").GetString().ShouldBe("goals");
        (await CountAsync("select count(*) from streaming_jobs.jobs where key like 'learning/%'")).ShouldBe(
            run.GetProperty("story").GetArrayLength() - 1,
            "a step is begun once"
        );
        (await JsonAsync("models", "list")).GetArrayLength().ShouldBe(1);

        await PublishWithoutLabelsAsync();
        await KillAtEachStepAsync(
            async () =>
                (await JsonAsync("control", "show", _topology)).GetProperty("falls_back").GetBoolean()
                && (await LooksAsync()).Any(look => Text(look, "action") == "fall_back" && Helped(look) == true),
            () => Task.CompletedTask
        );

        // In three places a person hears of it.
        _programs.Lines.ShouldContain(line =>
            line.Contains("A person is called for the goals of changing-fraud", StringComparison.Ordinal)
        );
        (await RunAsync(0, "goals", "show", _topology)).Out.ShouldContain("A PERSON IS CALLED");
        (await JsonAsync("status", _topology)).GetProperty("call").GetProperty("why").ToString().ShouldContain("No label has come");
        _kills.ShouldBeGreaterThan(8);
        (
            await CountAsync(
                "select count(*) from (select 1 from streaming_goals.mt_events where type <> 'goals_looked' group by type, data ->> 'Look' "
                    + "having count(*) > 1) twice"
            )
        ).ShouldBe(0, "a step is on record once");
        (await CountAsync("select count(*) from streaming_learning.runs")).ShouldBe(1);
        var verified = (await RunAsync(0, "learning", "verify")).Out;
        verified.ShouldContain("1 learning runs are as they were recorded.");
        verified.ShouldContain("What was done for goals is as it was recorded, of 1 topologies.");
    }

    async Task KillAtEachStepAsync(Func<Task<bool>> over, Func<Task> goOn)
    {
        while (!await over())
        {
            var seen = await StepsAsync();
            var servers = new[] { _programs.Start("learning", "serve", _topology), _programs.Start("learning", "serve", _topology) };
            await UntilAsync(async () =>
            {
                await goOn();
                return await StepsAsync() > seen || await over();
            });
            foreach (var server in servers)
                await RealPrograms.KillAsync(server);
            _kills += servers.Length;
            // As if the leases of what they worked on had been over for a while.
            await ExecuteAsync("update streaming_jobs.jobs set until = 'epoch' where open");
        }
    }

    async Task PublishAsync(int events)
    {
        (_published / Piece).ShouldBeLessThan(MostPieces, "it takes more of the stream than it should");
        await RunAsync(0, "simulate", _topology, "--skip", $"{_published}", "--events", $"{events}");
        _published += events;
    }

    /// <summary>Eight days after the last labels, without any.</summary>
    async Task PublishWithoutLabelsAsync()
    {
        var newest = await NewestAsync();
        var lines = new StringBuilder();
        for (var i = 1; i <= 400; i++)
        {
            var at = newest.AddMinutes(30 * i).ToString("O", CultureInfo.InvariantCulture);
            lines.AppendLine(
                CultureInfo.InvariantCulture,
                $$"""{"payment_id":"late-{{i}}","paid_at":"{{at}}","customer_id":"c{{i % 40}}","amount":10,"distance_km":2}"""
            );
        }

        await RunAsync(0, "publish", _topology, "--file", _folder.Write("late.jsonl", lines.ToString()), "--no-labels");
    }

    async Task<DateTimeOffset> NewestAsync() =>
        DateTimeOffset.UnixEpoch.AddTicks(
            (await JsonAsync("goals", "show", _topology)).GetProperty("standing").GetProperty("newest").GetInt64() * 10
        );

    async Task<IReadOnlyList<JsonElement>> LooksAsync() =>
        [.. (await JsonAsync("goals", "show", _topology, "--limit", "1000")).GetProperty("looks").EnumerateArray()];

    /// <summary>In lower case; null where there is none.</summary>
    static string? Text(JsonElement look, string name) =>
        look.TryGetProperty(name, out var found) ? found.GetString()?.ToLowerInvariant() : null;

    static bool? Helped(JsonElement look) =>
        look.TryGetProperty("helped", out var found) && found.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? found.GetBoolean()
            : null;

    static string Said(JsonElement look, string name) => look.GetProperty(name).ToString();

    Task<long> StepsAsync() => CountAsync(Steps);

    async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        try
        {
            return (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Nobody has served yet.
            return 0;
        }
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Pace);
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience, "nothing more happens");
            await timer.WaitForNextTickAsync();
        }
    }

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
