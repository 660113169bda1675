using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Streaming.Cli.Shell;

/// <summary>The usual help, and below it the command's examples.</summary>
sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Puts it in place of the usual help of the whole command tree.</summary>
    public static void Install(Command root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction usual)
                option.Action = new ExamplesHelp(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = Usual(parseResult);
        if (parseResult.CommandResult.Command is not CliCommand { Examples: { Count: > 0 } examples })
            return result;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }

        output.WriteLine();
        return result;
    }

    /// <summary>Where a command gives an option of all commands another meaning, the help has its own words alone.</summary>
    int Usual(ParseResult parseResult)
    {
        var own = parseResult.CommandResult.Command;
        var hidden = parseResult
            .RootCommandResult.Command.Options.Where(all => !all.Hidden && own.Options.Any(o => o != all && o.Name == all.Name))
            .ToList();
        foreach (var option in hidden)
            option.Hidden = true;
        try
        {
            return usual.Invoke(parseResult);
        }
        finally
        {
            foreach (var option in hidden)
                option.Hidden = false;
        }
    }
}
