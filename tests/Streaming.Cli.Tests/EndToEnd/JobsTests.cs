using System.Text.Json;
using Npgsql;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>Jobs as a user meets them, in processes that are really killed.</summary>
public sealed class JobsTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;
    RealPrograms _programs = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await TemporaryServices.StartAsync();
        _programs = new RealPrograms(_folder.Path, Variables);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_killed_process_left_a_running_pipeline_takes_up()
    {
        var topology = Folders.Topology("card-fraud");
        await RunAsync(0, "simulate", topology, "--events", "500");
        await RunAsync(0, "verify", topology);
        var export = Path.Combine(_folder.Path, "lineage.csv");
        (await RunAsync(0, "jobs", "list")).Out.ShouldContain("No jobs.");
        (await RunAsync(0, "export", topology, "--out", export, "--detach", "--because", "the audit")).Out.ShouldContain(
            "No process runs jobs"
        );
        var job = (await JsonAsync("jobs", "list")).GetProperty("jobs")[0].GetProperty("id").GetInt64();

        await using var database = NpgsqlDataSource.Create(_services.Services.PostgresConnectionString);
        // A table that it needs is locked: the process is killed in the middle, however fast it is.
        await using (var connection = await database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (
                var lockTable = new NpgsqlCommand("lock table lineage.batches, lineage.mt_events in access exclusive mode", connection)
            )
            {
                await lockTable.ExecuteNonQueryAsync();
            }

            var host = _programs.Start("jobs", "run");
            await UntilAsync(() => IsTakenAsync(database));
            host.Kill();
            await host.WaitForExitAsync();
            await transaction.RollbackAsync();
        }

        // As if its lease had been over for a while.
        await database.CreateCommand("update streaming_jobs.jobs set until = 'epoch'").ExecuteNonQueryAsync();

        // The pipeline is a process of its own, and runs the job in another one.
        var pipeline = _programs.Start("run", topology);
        (await RunAsync(0, "jobs", "wait", $"{job}")).Out.ShouldContain($"Job {job} is done.");

        (await RunAsync(0, "jobs", "result", $"{job}")).Out.ShouldContain($" records in {export}");
        File.Exists(export).ShouldBeTrue();
        var shown = (await JsonAsync("jobs", "show", $"{job}")).GetProperty("job");
        (shown.GetProperty("attempts").GetInt32(), shown.GetProperty("state").GetString(), shown.GetProperty("why").GetString()).ShouldBe(
            (2, "done", "the audit")
        );
        shown.GetProperty("host").GetString().ShouldNotBe($"{Environment.MachineName}/{pipeline.Id}");
        (await RunAsync(0, "jobs", "list")).Out.ShouldContain($"{Environment.MachineName}/{pipeline.Id}.");
        (await RunAsync(0, "jobs", "verify")).Out.ShouldContain("Sound: 1 jobs");
    }

    [Fact]
    public async Task Without_a_host_the_command_line_runs_it_and_faults_are_worded_by_it()
    {
        var topology = Folders.Topology("card-fraud");
        await RunAsync(0, "verify", topology, "--detach");
        var waited = await RunAsync(0, "jobs", "wait", "1");
        waited.Error.ShouldContain("No process works on jobs, so this one runs it.");
        (await RunAsync(0, "jobs", "result", "1")).Out.ShouldContain("Sound: 0 batches");
        (await JsonAsync("jobs", "result", "1")).GetProperty("sound").GetBoolean().ShouldBeTrue();

        // Nothing to train from: a failure that is the job's own.
        await RunAsync(0, "train", topology, "--detach");
        (await RunAsync(1, "jobs", "wait", "2")).Out.ShouldContain("Job 2: failed.");
        (await RunAsync(1, "jobs", "result", "2")).Error.ShouldContain("Job 2 has no result");
        (await RunAsync(1, "jobs", "run", "2")).Error.ShouldContain("See how it goes: streaming jobs show 2");
        (await RunAsync(1, "jobs", "show", "17")).Error.ShouldContain(
            "There is no job 17, or no longer. See which there are: streaming jobs list"
        );

        await RunAsync(0, "verify", topology, "--detach");
        (await RunAsync(0, "jobs", "cancel", "3")).Out.ShouldContain("Job 3: cancelled.");
        (await RunAsync(1, "export", topology, "--out", "-", "--format", "csv", "--detach")).Error.ShouldContain(
            "A job has no standard output"
        );
        (await RunAsync(2, "access", "--detach")).Error.ShouldContain("--detach goes with --verify");
    }

    static async Task<bool> IsTakenAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select exists (select from streaming_jobs.mt_events where type = 'job_taken')");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    static Task UntilAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(condition, "nothing more happens", TimeSpan.FromSeconds(60));

    async Task<JsonElement> JsonAsync(params string[] words) =>
        JsonDocument.Parse((await RunAsync(0, [.. words, "--json"])).Out).RootElement;

    async Task<Outcome> RunAsync(int code, params string[] words)
    {
        var outcome = await StreamingProgram.RunInAsync(_folder.Path, Variables, words);
        outcome.Code.ShouldBe(code, $"{string.Join(' ', words)}: {outcome.Out}{outcome.Error}");
        return outcome;
    }

    Dictionary<string, string> Variables => RealPrograms.With(_services);
}
