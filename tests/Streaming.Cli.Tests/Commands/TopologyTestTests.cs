using System.Text.Json;
using Streaming.Cli.Tests.Setup;

namespace Streaming.Cli.Tests.Commands;

public sealed class TopologyTestTests
{
    [Fact]
    public async Task Tests_that_pass_are_listed_and_the_exit_code_is_zero()
    {
        var outcome = await StreamingProgram.RunAsync("topology", "test", Folders.Topology("card-fraud"));
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("passed  an ordinary payment by day passes");
        outcome.Out.ShouldEndWith("4 passed.\n");
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_test_that_fails_says_where_it_stands_and_what_came_and_the_exit_code_is_one()
    {
        using var folder = new TemporaryFolder();
        var text = await File.ReadAllTextAsync(
            Path.Combine(Folders.Topology("card-fraud"), "topology.yaml"),
            TestContext.Current.CancellationToken
        );
        var path = folder.Write("topology.yaml", text.Replace("decision: genuine", "decision: fraud", StringComparison.Ordinal));
        var outcome = await StreamingProgram.RunAsync("topology", "test", path);
        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldContain("FAILED  an ordinary payment by day passes");
        outcome.Out.ShouldContain("predictions[1] (1): decision is genuine, expected fraud.");
        outcome.Out.ShouldEndWith("1 of 4 failed.\n");

        using var json = JsonDocument.Parse((await StreamingProgram.RunAsync("topology", "test", path, "--json")).Out);
        json.RootElement.GetProperty("passed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_without_tests_and_a_model_that_is_none_are_told_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        var text = await File.ReadAllTextAsync(
            Path.Combine(Folders.Topology("card-fraud"), "topology.yaml"),
            TestContext.Current.CancellationToken
        );
        var bare = folder.Write("topology.yaml", text[..text.IndexOf("tests:", StringComparison.Ordinal)]);
        var without = await StreamingProgram.RunAsync("topology", "test", bare);
        (without.Code, without.Out).ShouldBe((1, ""));
        without.Error.ShouldContain("has no tests");

        var wrong = await StreamingProgram.RunAsync("topology", "test", Folders.Topology("card-fraud"), "--model", bare);
        wrong.Code.ShouldBe(1);
        wrong.Error.ShouldNotContain("   at ");
    }
}
