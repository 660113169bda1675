using Streaming.Cli.Shell;

namespace Streaming.Cli.Tests.Setup;

/// <summary>What a run of the program left behind.</summary>
sealed record Outcome(int Code, string Out, string Error);

/// <summary>Runs the program in this process, in a folder and with an environment of the test's making.</summary>
static class StreamingProgram
{
    public static Task<Outcome> RunAsync(params string[] arguments) => RunInAsync(Folders.Repository, [], arguments);

    public static Task<Outcome> RunInAsync(string folder, Dictionary<string, string> variables, params string[] arguments) =>
        RunUntilAsync(folder, variables, arguments, CancellationToken.None);

    public static async Task<Outcome> RunUntilAsync(
        string folder,
        Dictionary<string, string> variables,
        string[] arguments,
        CancellationToken stop
    )
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var environment = new CliEnvironment
        {
            Out = output,
            Error = TextWriter.Synchronized(error),
            Variable = variables.GetValueOrDefault,
            WorkingDirectory = folder,
        };
        var code = await CommandLine.RunAsync(arguments, environment, stop);
        return new Outcome(code, output.ToString(), error.ToString());
    }
}
