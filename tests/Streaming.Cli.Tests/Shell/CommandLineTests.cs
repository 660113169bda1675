using System.Text.Json;
using Streaming.Cli.Commands;
using Streaming.Cli.Tests.Setup;

namespace Streaming.Cli.Tests.Shell;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("bogus")]
    [InlineData("publish", "card-fraud")]
    [InlineData("publish", "card-fraud", "--file", "x.csv", "--rate", "0")]
    [InlineData("publish", "card-fraud", "--file", "x.csv", "--limit", "-1")]
    [InlineData("publish", "card-fraud", "--file", "x.csv", "--map", "amount")]
    [InlineData("publish", "card-fraud", "--file", "x.csv", "--map", "A=b", "--map", "A=c")]
    [InlineData("status", "card-fraud", "--timeout", "soon")]
    [InlineData("run", "card-fraud", "--provider", "abacus")]
    [InlineData("quarantine", "retry", "card-fraud")]
    [InlineData("quarantine", "retry", "card-fraud", "0:1", "--reason", "too-old")]
    [InlineData("quarantine", "retry", "card-fraud", "0:1", "0:2", "--value", "x.json")]
    [InlineData("train", "card-fraud", "--from", "yesterday")]
    [InlineData("train", "card-fraud", "--test-share", "1")]
    [InlineData("train", "card-fraud", "--algorithm", "magic")]
    [InlineData("train", "card-fraud", "--positive-weight", "0")]
    [InlineData("train", "card-fraud", "--positive-weight", "heavy")]
    [InlineData("train", "card-fraud", "--half-life", "0d")]
    [InlineData("train", "card-fraud", "--half-life", "a month")]
    [InlineData("train", "card-fraud", "--search", "--budget", "much")]
    [InlineData("train", "card-fraud", "--search", "--budget", "0 trials")]
    [InlineData("train", "card-fraud", "--search", "--folds", "0")]
    [InlineData("train", "card-fraud", "--calibrate", "yes")]
    [InlineData("simulate", "card-fraud", "--hostile", "2")]
    [InlineData("replay", "card-fraud", "--model", "the-new-one")]
    [InlineData("replay", "card-fraud", "--model", "0")]
    [InlineData("replay", "card-fraud", "--plot", "what-if.html")]
    [InlineData("replay", "card-fraud", "--model", "rule", "--plot", "what-if.pdf")]
    [InlineData("replay", "card-fraud", "--from", "yesterday")]
    [InlineData("lineage", "card-fraud")]
    [InlineData("lineage", "card-fraud", "680886", "--key", "1142")]
    [InlineData("lineage", "card-fraud", "680886", "--decision", "fraud")]
    [InlineData("lineage", "card-fraud", "680886", "--limit", "20")]
    [InlineData("lineage", "card-fraud", "680886", "--before", "card-fraud/terminal/2/17/5")]
    [InlineData("lineage", "card-fraud", "680886", "--evidence", "e.json", "--key", "k.pem")]
    [InlineData("lineage", "card-fraud", "--evidence", "e.json", "--checkpoint", "c.json", "--key", "k.pem")]
    [InlineData("lineage", "card-fraud", "--key", "1142", "--checkpoint", "c.json")]
    [InlineData("lineage", "card-fraud", "--key", "1142", "--raw")]
    [InlineData("lineage", "card-fraud", "--key", "1142", "--limit", "0")]
    [InlineData("lineage", "card-fraud", "--key", "1142", "--limit", "10001")]
    [InlineData("lineage", "card-fraud", "--limit", "5")]
    [InlineData("explain", "card-fraud", "1320", "--out", "why.txt")]
    [InlineData("explanations", "card-fraud", "--rows", "5")]
    [InlineData("explanations", "card-fraud", "--out", "why.txt")]
    [InlineData("broker", "--port", "70000")]
    [InlineData("predictions", "card-fraud", "--skip", "-1")]
    [InlineData("predictions", "card-fraud", "--skip", "1", "--follow")]
    [InlineData("publish", "card-fraud", "--file", "")]
    [InlineData("publish", "card-fraud", "--file", "x.csv", "--encoding", "klingon")]
    [InlineData("status", "")]
    [InlineData("status", "card-fraud", "--kafka", ":::")]
    [InlineData("status", "card-fraud", "--kafka", "broker:9092,other:port")]
    [InlineData("models", "canary", "card-fraud", "2")]
    [InlineData("datasets", "export", "4805acc7", "--out", "train.txt")]
    [InlineData("train", "card-fraud", "--dataset", "4805acc7", "--from", "2018-07-01")]
    [InlineData("models", "card", "card-fraud", "2", "--out", "card.pdf")]
    [InlineData("models", "canary", "card-fraud", "2", "--share", "60%")]
    [InlineData("models", "canary", "card-fraud", "2", "--share", "0")]
    [InlineData("models", "canary", "card-fraud", "2", "--share", "5%%")]
    [InlineData("topology")]
    public async Task A_wrong_command_line_is_told_apart_from_a_failure(params string[] words)
    {
        var outcome = await StreamingProgram.RunAsync(words);
        outcome.Code.ShouldBe(2);
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain("--help");
    }

    [Fact]
    public async Task Help_lists_every_command_and_needs_no_words()
    {
        var outcome = await StreamingProgram.RunAsync();
        outcome.Code.ShouldBe(0);
        foreach (
            var command in (string[])
                [
                    "run",
                    "publish",
                    "simulate",
                    "predictions",
                    "status",
                    "quarantine",
                    "lineage",
                    "verify",
                    "train",
                    "models",
                    "topology",
                    "broker",
                    "postgres",
                    "doctor",
                ]
        )
        {
            outcome.Out.ShouldContain($"  {command}");
        }

        outcome.Out.ShouldNotContain("embedded-host");
    }

    /// <summary>A process that tests kill is a program of their own.</summary>
    [Fact]
    public void The_only_hidden_verb_is_that_of_the_embedded_services() =>
        CommandList.All().Where(c => c.Hidden).Select(c => c.Name).ShouldBe(["embedded-host"]);

    [Fact]
    public async Task Help_of_a_command_shows_examples_even_where_words_are_missing()
    {
        var outcome = await StreamingProgram.RunAsync("publish", "--help");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("Examples:");
        outcome.Out.ShouldContain("streaming publish card-fraud --file transactions.csv.gz");
        outcome.Error.ShouldBeEmpty();
    }

    /// <summary>Fails where an option of all commands stands beside one of the same name that means something else.</summary>
    [Theory]
    [InlineData("explain")]
    [InlineData("publish")]
    [InlineData("lineage")]
    public async Task Help_has_each_option_once(string command)
    {
        var outcome = await StreamingProgram.RunAsync(command, "--help");
        var options = outcome.Out.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("--", StringComparison.Ordinal));
        options.Select(line => line.Split(' ')[0]).ShouldBeUnique();
        outcome.Out.ShouldContain("--data <");
    }

    [Fact]
    public async Task A_user_error_is_a_message_and_no_stack_trace()
    {
        var outcome = await StreamingProgram.RunAsync("topology", "draw", "no-such-topology");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("error: there is no topology 'no-such-topology'");
        outcome.Error.ShouldNotContain("   at ");
        (await StreamingProgram.RunAsync("topology", "draw", "no-such-topology", "--verbose")).Error.ShouldContain("   at ");
    }

    [Fact]
    public async Task A_topology_may_come_through_a_pipe()
    {
        using var folder = new TemporaryFolder();
        var pipe = folder.MakePipe();
        // Opening a pipe waits for its other end.
        var writing = Task.Run(() => File.WriteAllText(pipe, "topology: x\nversion: one\n"), TestContext.Current.CancellationToken);
        var outcome = await StreamingProgram.RunAsync("topology", "check", pipe);
        await writing;
        outcome.Code.ShouldBe(1);
        (outcome.Out + outcome.Error).ShouldContain("version");
        (outcome.Out + outcome.Error).ShouldNotContain("Unexpected error");
    }

    [Fact]
    public async Task Check_reports_faults_as_json_and_fails()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("topology.yaml", "topology: x\nversion: one\n");
        var outcome = await StreamingProgram.RunAsync("topology", "check", path, "--json");
        outcome.Code.ShouldBe(1);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("faults").GetArrayLength().ShouldBeGreaterThan(1);
        json.RootElement.GetProperty("faults")[0].GetProperty("cure").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("topology", "check")]
    [InlineData("topology", "draw")]
    public async Task Results_in_a_pipe_are_plain_text_or_one_json_document(params string[] command)
    {
        var text = await StreamingProgram.RunAsync([.. command, Folders.Topology("card-fraud")]);
        text.Code.ShouldBe(0);
        text.Out.ShouldNotContain('\u001b');
        var json = await StreamingProgram.RunAsync([.. command, Folders.Topology("card-fraud"), "--json"]);
        using var document = JsonDocument.Parse(json.Out);
        document.RootElement.GetProperty("topology").GetString().ShouldBe("card-fraud");
    }

    [Fact]
    public async Task History_is_not_written_to_a_topic_of_the_pipeline()
    {
        using var folder = new TemporaryFolder();
        var outcome = await StreamingProgram.RunInAsync(
            folder.Path,
            [],
            "replay",
            Folders.Topology("card-fraud"),
            "--to-topic",
            "predictions"
        );
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("Topic predictions is the predictions topic of card-fraud");
        outcome.Error.ShouldContain("card-fraud-replay");
    }

    [Fact]
    public async Task An_unreachable_kafka_is_named_with_the_cure()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("e.csv", "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT\n");
        folder.Write("streaming.yaml", "kafka:\n  bootstrap.servers: 127.0.0.1:1\n  socket.connection.setup.timeout.ms: 1000\n");
        var outcome = await StreamingProgram.RunInAsync(folder.Path, [], "publish", Folders.Topology("card-fraud"), "--file", file);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("127.0.0.1:1");
        outcome.Error.ShouldContain("STREAMING_KAFKA");
    }
}
