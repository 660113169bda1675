using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Tests.EndToEnd;

/// <summary>
/// Every command that looks at a topology, before anything has run: who meets the program so gets a sentence that says what comes first,
/// never an empty table, a stack trace or a wrong exit code.
/// </summary>
public sealed class NeverRunTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    TemporaryServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await TemporaryServices.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One after the other against the same services: none may leave anything that makes the next think that something has
    /// run.</summary>
    [Fact]
    public async Task Every_command_says_what_comes_first()
    {
        var topology = Folders.Topology("card-fraud");
        await SucceedsAsync("No models yet. Train one from the lineage: streaming train TOPOLOGY", "models", "list");
        (await SucceedsAsync("[]", "models", "list", "--json")).Trim().ShouldBe("[]");
        await FailsAsync("streaming models list", "models", "show", "card-fraud");
        await FailsAsync("streaming train card-fraud", "models", "use", "card-fraud", "1");
        await FailsAsync("streaming train card-fraud", "models", "shadow", "card-fraud", "1");
        await FailsAsync("streaming train card-fraud", "models", "canary", "card-fraud", "1", "--share", "5%");
        await FailsAsync("streaming train card-fraud", "models", "reject", "card-fraud", "1", "--because", "a test");
        await FailsAsync("Add --because", "models", "reject", "card-fraud", "1");
        await FailsAsync("has no champion", "models", "rollback", "card-fraud", "--because", "a test");
        await FailsAsync("streaming train card-fraud", "models", "card", "card-fraud", "1");
        await SucceedsAsync("No datasets yet", "datasets", "list");
        await FailsAsync("streaming datasets list", "datasets", "show", "4805acc7");
        await FailsAsync("streaming datasets list", "train", topology, "--dataset", "4805acc7");
        await FailsAsync("streaming train card-fraud", "models", "diff", "card-fraud", "1", "2");
        await SucceedsAsync("card-fraud: 0 scored, 0 quarantined, caught up.", "status", topology);
        using (var status = JsonDocument.Parse(await SucceedsAsync("", "status", topology, "--json")))
        {
            status.RootElement.GetProperty("caught_up").GetBoolean().ShouldBeTrue();
            status.RootElement.GetProperty("stages").GetArrayLength().ShouldBe(3);
        }

        await SucceedsAsync("Sound: 0 batches of 0 streams", "verify", topology);
        await FailsAsync("card-fraud has no record '1' in its lineage", "lineage", topology, "1");
        await FailsAsync("there is no topic quarantine yet", "quarantine", "list", topology);
        await FailsAsync("there is no topic quarantine yet", "quarantine", "show", topology, "0:1");
        await FailsAsync("there is no topic predictions yet", "predictions", topology);
        await FailsAsync("streaming run card-fraud", "control", "fallback", topology);
        await FailsAsync("streaming run card-fraud", "control", "resume", topology);
        await FailsAsync("card-fraud has no record '1'", "override", topology, "1", "--decision", "fraud", "--because", "it never ran");
        await SucceedsAsync("card-fraud scores by the model in use, or by its rule while there is none.", "control", "show", topology);
        await FailsAsync("streaming run card-fraud --partitions 3", "rescale", topology, "--partitions", "3");
        await FailsAsync("Compare two files with --against", "topology", "diff", topology);
        await FailsAsync("streaming run card-fraud", "train", topology);
        await SucceedsAsync("0 rows replayed", "replay", topology);
        await SucceedsAsync("0 records", "export", topology, "--out", Path.Combine(_folder.Path, "nothing.csv"));
        await SucceedsAsync("", "checkpoint", "keygen", "--out", Path.Combine(_folder.Path, "operator.pem"));
        await FailsAsync(
            "there is nothing to sign",
            "checkpoint",
            "create",
            topology,
            "--key",
            Path.Combine(_folder.Path, "operator.pem"),
            "--out",
            Path.Combine(_folder.Path, "checkpoint.json")
        );
        File.Exists(Path.Combine(_folder.Path, "checkpoint.json")).ShouldBeFalse();
        // Nothing of it has made the topology one that has run.
        await SucceedsAsync("Sound: 0 batches of 0 streams", "verify", topology);
    }

    async Task<string> SucceedsAsync(string says, params string[] words)
    {
        var outcome = await RunAsync(words);
        outcome.Code.ShouldBe(0, $"{string.Join(' ', words)}: {outcome.Error}");
        outcome.Out.ShouldContain(says);
        return outcome.Out;
    }

    async Task FailsAsync(string says, params string[] words)
    {
        var outcome = await RunAsync(words);
        outcome.Code.ShouldBe(1, string.Join(' ', words));
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain(says);
    }

    Task<Outcome> RunAsync(string[] words) =>
        StreamingProgram.RunInAsync(
            _folder.Path,
            new()
            {
                ["STREAMING_KAFKA"] = _services.Services.BootstrapServers,
                ["STREAMING_POSTGRES"] = _services.Services.PostgresConnectionString,
            },
            words
        );
}
