using System.CommandLine;
using Streaming.Cli.Commands;
using Streaming.Cli.Shell;

namespace Streaming.Cli;

/// <summary>The <c>streaming</c> command line.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line to its end.</summary>
    /// <param name="arguments">Its words.</param>
    /// <param name="environment">What it gets from outside.</param>
    /// <param name="stop">Does what Ctrl-C does.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken stop = default)
    {
        var options = new GlobalOptions();
        var root = new RootCommand("Event-driven machine learning on streams: Kafka in, predictions out, lineage of every record.");
        foreach (var option in options.All)
            root.Add(option);
        foreach (var command in CommandList.All())
            root.Add(command);
        return RunAsync(root, options, arguments.Count == 0 ? ["--help"] : arguments, environment, stop);
    }

    /// <summary>The same for any program with commands of this kind, which takes those of the global options that it has added.</summary>
    internal static async Task<int> RunAsync(
        Command root,
        GlobalOptions options,
        IReadOnlyList<string> arguments,
        CliEnvironment environment,
        CancellationToken stop = default
    )
    {
        ExamplesHelp.Install(root);
        var parsed = root.Parse(arguments);
        // Asking for help is no mistake, whatever else is missing.
        if (parsed.Tokens.Any(t => t.Value.Length == 0))
            return RefuseEmpty(parsed, environment);
        if (parsed.Errors.Count > 0 && parsed.Action is not ExamplesHelp)
            return Refuse(parsed, environment);
        using var signals = new StopSignals(stop);
        try
        {
            return await parsed.InvokeAsync(new Invocation(environment, options), signals.Token);
        }
        catch (Exception e) when (OutputClosedException.IsCause(e))
        {
            return ExitCode.Done;
        }
    }

    /// <summary>Most often a variable of the shell that is not set; nothing here has an empty name.</summary>
    static int RefuseEmpty(ParseResult parsed, CliEnvironment environment)
    {
        environment.Error.WriteLine("error: an argument on the command line is empty; is a variable not set?");
        environment.Error.WriteLine($"See: {Path(parsed)} --help");
        return ExitCode.Usage;
    }

    static int Refuse(ParseResult parsed, CliEnvironment environment)
    {
        // A word that is no command says more than the missing command.
        var errors = parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal).ToList();
        foreach (var error in errors.Skip(parsed.UnmatchedTokens.Count > 0 && errors.Count > 1 ? 1 : 0))
            environment.Error.WriteLine($"error: {error}");
        environment.Error.WriteLine($"See: {Path(parsed)} --help");
        return ExitCode.Usage;
    }

    static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, result.Command is RootCommand ? "streaming" : result.Command.Name);
        return string.Join(' ', names);
    }
}
