using System.Text.Json;
using Streaming.Cli.Tests.Setup;

namespace Streaming.Cli.Tests.Commands;

/// <summary>What needs neither broker nor database, and what is said where they, or a file, cannot be reached.</summary>
public sealed class WithoutServicesTests : IDisposable
{
    static readonly string[] Nowhere = ["--kafka", "127.0.0.1:1", "--postgres", "Host=127.0.0.1;Port=1;Timeout=2"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Fails where a machine that cannot run anything is called healthy, or where a finding names no cure.</summary>
    [Fact]
    public async Task Doctor_fails_where_something_needed_is_missing_and_says_what_helps()
    {
        var outcome = await RunAsync(["doctor", "--json", .. Nowhere]);
        outcome.Code.ShouldBe(1);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("healthy").GetBoolean().ShouldBeFalse();
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("subject").GetString()!);
        findings["machine"].GetProperty("verdict").GetString().ShouldBe("good");
        foreach (var subject in (string[])["Kafka", "PostgreSQL"])
        {
            findings[subject].GetProperty("verdict").GetString().ShouldNotBe("good");
            findings[subject].GetProperty("cure").GetString().ShouldNotBeNullOrEmpty();
        }

        var text = await RunAsync(["doctor", .. Nowhere]);
        text.Code.ShouldBe(1);
        text.Out.ShouldContain("127.0.0.1:1");
        text.Out.ShouldContain("missing PostgreSQL");
    }

    /// <summary>Fails where a database that is away looks like one that has nothing.</summary>
    [Theory]
    [InlineData("models", "list")]
    [InlineData("models", "show", "card-fraud")]
    [InlineData("verify", "card-fraud")]
    [InlineData("lineage", "card-fraud", "1")]
    [InlineData("export", "card-fraud", "--out", "x.csv")]
    [InlineData("access")]
    public async Task A_database_that_is_away_is_named_with_the_cure(params string[] words)
    {
        if (words is [_, "card-fraud", ..])
            words[1] = Folders.Topology("card-fraud");
        var outcome = await RunAsync([.. words, .. Nowhere]);
        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldContain("STREAMING_POSTGRES");
        outcome.Error.ShouldNotContain("   at ");
    }

    /// <summary>Fails where everybody on the machine can read the key, or where one that signed is written over.</summary>
    [Fact]
    public async Task A_key_is_its_owners_and_is_never_written_over()
    {
        (await RunAsync("checkpoint", "keygen", "--out", In("k.pem"))).Code.ShouldBe(0);
        var key = Path.Combine(_folder.Path, "k.pem");
        var written = await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken);
        written.ShouldContain("PRIVATE KEY");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "k.pub.pem"), TestContext.Current.CancellationToken)).ShouldNotContain(
            "PRIVATE"
        );
        var again = await RunAsync("checkpoint", "keygen", "--out", In("k.pem"));
        again.Code.ShouldBe(1);
        again.Error.ShouldContain("is not overwritten");
        (await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken)).ShouldBe(written);
    }

    /// <summary>Fails where a card that nobody signed, or whose signature says nothing, passes for a signed one.</summary>
    [Fact]
    public async Task A_card_without_a_good_signature_is_called_so()
    {
        (await RunAsync("checkpoint", "keygen", "--out", In("k.pem"))).Code.ShouldBe(0);
        _folder.Write("card.md", "# shop v1\n");
        var unsigned = await RunAsync("card", "check", In("card.md"), "--key", In("k.pub.pem"));
        (unsigned.Code, unsigned.Out).ShouldBe((1, ""));
        unsigned.Error.ShouldContain("card.md is not signed");
        _folder.Write("card.md.jws", "{}");
        var empty = await RunAsync("card", "check", In("card.md"), "--key", In("k.pub.pem"));
        (empty.Code, empty.Out).ShouldBe((1, ""));
        empty.Error.ShouldContain("card.md.jws: the signature cannot be read");

        var nowhere = await RunAsync("models", "card", "shop", "1", "--key", In("k.pem"));
        nowhere.Code.ShouldBe(2);
        nowhere.Error.ShouldContain("--key signs a file: name it with --out.");
    }

    /// <summary>Fails where the insides of the program are shown to who gave it a wrong file, or where one is taken for a
    /// checkpoint.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    [InlineData("")]
    [InlineData("""{"protected":"e30","payload":"e30","signature":"AA"}""")]
    public async Task What_is_no_checkpoint_is_called_so(string text)
    {
        await RunAsync("checkpoint", "keygen", "--out", In("k.pem"));
        _folder.Write("c.json", text);
        var outcome = await RunAsync("checkpoint", "show", In("c.json"), "--key", In("k.pub.pem"));
        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain("c.json");
        outcome.Error.ShouldNotContain("Streaming.");
    }

    /// <summary>Fails where a file that is not there, or a folder, ends in a stack trace or in success.</summary>
    [Theory]
    [InlineData("topology", "check", "there-is-none.yaml")]
    [InlineData("topology", "draw", "there-is-none.yaml")]
    [InlineData("topology", "test", "there-is-none.yaml")]
    [InlineData("topology", "diff", "card-fraud", "--against", "there-is-none.yaml")]
    [InlineData("checkpoint", "show", "there-is-none.json", "--key", "k.pub.pem")]
    [InlineData("checkpoint", "show", ".", "--key", "k.pub.pem")]
    [InlineData("publish", "card-fraud", "--file", "there-is-none.csv")]
    [InlineData("publish", "card-fraud", "--file", ".")]
    public async Task A_file_that_cannot_be_read_is_named(params string[] words)
    {
        await RunAsync("checkpoint", "keygen", "--out", In("k.pem"));
        var file = words.First(w => w == "." || w.StartsWith("there-is-none", StringComparison.Ordinal));
        var outcome = await RunAsync([
            .. words.Select(w =>
                w switch
                {
                    "card-fraud" => Folders.Topology(w),
                    "k.pub.pem" => In(w),
                    _ => w,
                }
            ),
            .. Nowhere,
        ]);
        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain(file);
        outcome.Error.ShouldNotContain("   at ");
    }

    /// <summary>Fails where bytes that are no text are read as some, or where the place of the fault is lost.</summary>
    [Fact]
    public async Task A_topology_that_is_no_text_is_a_fault_with_a_place()
    {
        var path = _folder.Write("topology.yaml", [0xff, 0xfe, 0x00]);
        var outcome = await RunAsync("topology", "check", path);
        outcome.Code.ShouldBe(1);
        (outcome.Out + outcome.Error).ShouldContain(":1:1: the file is not UTF-8 here");
    }

    /// <summary>Fails where editors are given something that is no schema, or one with a colour in it.</summary>
    [Fact]
    public async Task The_schema_of_topology_files_is_json()
    {
        var outcome = await RunAsync("topology", "schema");
        outcome.Code.ShouldBe(0);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("$schema").GetString()!.ShouldContain("json-schema.org");
        json.RootElement.GetProperty("properties").TryGetProperty("source", out _).ShouldBeTrue();
    }

    /// <summary>Fails where a change that cannot go on with the lineage there is ends as one that can.</summary>
    [Fact]
    public async Task A_difference_that_cannot_go_on_fails_and_one_that_can_does_not()
    {
        var file = Path.Combine(Folders.Topology("card-fraud"), "topology.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var same = await RunAsync("topology", "diff", file, "--against", file);
        same.Code.ShouldBe(0, same.Error);
        same.Out.ShouldContain("Both are the same text of card-fraud.");
        var moved = _folder.Write("moved.yaml", text.Replace("topic: transactions", "topic: elsewhere", StringComparison.Ordinal));
        var outcome = await RunAsync("topology", "diff", moved, "--against", file);
        outcome.Code.ShouldBe(1);
        (outcome.Out + outcome.Error).ShouldContain("source.topic");
    }

    string In(string file) => Path.Combine(_folder.Path, file);

    Task<Outcome> RunAsync(params string[] words) => StreamingProgram.RunInAsync(_folder.Path, [], words);
}
