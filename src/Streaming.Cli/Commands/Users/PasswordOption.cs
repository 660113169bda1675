using System.CommandLine;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Users;

/// <summary>Where a password comes from. It is no argument: those are seen by everybody on the machine, and kept by shells.</summary>
sealed class PasswordOption
{
    readonly Option<string?> _file = new("--password-file")
    {
        Description = "File whose first line is the password (default: standard input, or you are asked for it)",
        HelpName = "file",
    };

    public void AddTo(Command command) => command.Add(_file);

    /// <exception cref="StreamingException">It cannot be read, or was typed in two ways.</exception>
    public async Task<string> ReadAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        if (parsed.GetValue(_file) is { } file)
            return await OfFileAsync(file, stop);
        if (Console.IsInputRedirected)
            return await Console.In.ReadLineAsync(stop) ?? "";
        var first = await AskAsync(context, "Password: ", stop);
        return first == await AskAsync(context, "The same again: ", stop)
            ? first
            : throw new StreamingException("The two passwords differ. Nothing was done.") { Kind = FailureKind.Invalid };
    }

    static async Task<string> OfFileAsync(string file, CancellationToken stop)
    {
        try
        {
            using var reader = new StreamReader(file);
            return await reader.ReadLineAsync(stop) ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{file} cannot be read: {e.Message}", e) { Kind = FailureKind.Invalid };
        }
    }

    static Task<string> AskAsync(CommandContext context, string question, CancellationToken stop) =>
        context.Terminal.Error.PromptAsync(new TextPrompt<string>(question).Secret(null).AllowEmpty(), stop);
}
