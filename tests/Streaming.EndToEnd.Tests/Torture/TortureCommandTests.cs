using Streaming.Cli.Shell;
using Streaming.Torture.Commands;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>What torture tells the shell before it attacks anything.</summary>
public sealed class TortureCommandTests
{
    /// <summary>A script takes 1 for a finding.</summary>
    [Theory]
    [InlineData("--bogus")]
    [InlineData("torture")]
    [InlineData("--faults", "0")]
    [InlineData("--rate", "-1")]
    [InlineData("--kinds", "earthquake")]
    [InlineData("--publisher", "cobol")]
    [InlineData("--topology", "")]
    public async Task A_wrong_command_line_is_told_apart_from_a_finding(params string[] words)
    {
        var (code, said, error) = await RunAsync(words);

        code.ShouldBe(ExitCode.Usage);
        said.ShouldBeEmpty();
        error.ShouldStartWith("error: ");
        error.ShouldContain("See: Streaming.Torture --help");
    }

    [Fact]
    public async Task Help_shows_how_it_is_called_and_keeps_the_verbs_of_its_processes_to_itself()
    {
        var (code, said, _) = await RunAsync("--help");

        code.ShouldBe(ExitCode.Done);
        said.ShouldContain("dotnet run -c Release --project tests/Streaming.Torture -- --faults 20 --seed 7");
        said.ShouldNotContain("Commands:");
    }

    static async Task<(int Code, string Said, string Error)> RunAsync(params string[] words)
    {
        using var said = new StringWriter();
        using var error = new StringWriter();
        var code = await TortureCommand.RunAsync(
            words,
            new CliEnvironment
            {
                Out = said,
                Error = error,
                Variable = _ => null,
                WorkingDirectory = Path.GetTempPath(),
            }
        );
        return (code, said.ToString(), error.ToString());
    }
}
