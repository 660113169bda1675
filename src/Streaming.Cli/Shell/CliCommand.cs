using System.CommandLine;

namespace Streaming.Cli.Shell;

/// <summary>One way to call a command, shown in its help.</summary>
sealed record Example(string Line, string Meaning);

/// <summary>
/// A command. Every folder under <c>Commands</c> has the same cast: the <c>…Command</c> (its words and help), the
/// <c>…Request</c> (what the user asked for, checked), the <c>…Handler</c> (does it) and the <c>…View</c> (how the outcome
/// looks); a folder leaves out whom it has no use for.
/// </summary>
abstract class CliCommand : Command
{
    protected CliCommand(string name, string description)
        : base(name, description)
    {
        SetAction((parsed, stop) => Invocation.Current(parsed).RunAsync(context => RunAsync(parsed, context, stop), DataFolder(parsed)));
    }

    /// <summary>Shown below the options.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>The data folder, of a command whose own option hides the common one; null: what the common one says.</summary>
    protected virtual string? DataFolder(ParseResult parsed) => null;

    /// <returns>An <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop);
}
