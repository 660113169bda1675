using System.CommandLine;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Streaming.Cli.Commands;
using Streaming.Cli.Shell;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>
/// A message that tells who reads it on a web page to type a command tells them nothing: below the doors a cure is a code, which each door
/// words.
/// </summary>
public sealed class CureTests
{
    /// <summary>A stamp in the database that happens to read like a command.</summary>
    const string Stamp = "streaming lineage 7, Marten ";

    [Fact]
    public void Only_the_command_line_speaks_of_commands_and_options()
    {
        var words = CommandLineWords();
        words.IsMatch("stop it and run `streaming repair offsets`").ShouldBeTrue();
        words.IsMatch("name another one with --kafka or STREAMING_KAFKA").ShouldBeTrue();
        ProductAssemblies
            .All.Where(a =>
                a.GetName().Name is { } name and not ("streaming" or "kafka")
                && !name.StartsWith("Streaming.Embedded", StringComparison.Ordinal)
            )
            .SelectMany(a => Texts(a.Location).Select(text => (Assembly: a.GetName().Name, Text: text)))
            .Where(t => t.Text != Stamp && words.IsMatch(t.Text))
            .Select(t => $"{t.Assembly}: {t.Text}")
            .ShouldBeEmpty();
    }

    static Regex CommandLineWords()
    {
        var root = new RootCommand();
        foreach (var command in CommandList.All())
            root.Add(command);
        foreach (var option in new GlobalOptions().All)
            root.Add(option);
        var commands = string.Join('|', root.Subcommands.Select(c => Regex.Escape(c.Name)));
        var options = string.Join('|', Commands(root).SelectMany(c => c.Options).Select(o => Regex.Escape(o.Name)).Distinct());
        return new Regex(
            $@"\bstreaming (?:{commands})\b|(?:^|[^\w-])(?:{options})(?:$|[^\w-])|\bCtrl-C\b|\b(?:this|same|another) command\b",
            RegexOptions.NonBacktracking
        );
    }

    static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    /// <summary>Every text in an assembly's code, as the compiler has put it together of its parts.</summary>
    static List<string> Texts(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (
            var handle = MetadataTokens.UserStringHandle(1);
            MetadataTokens.GetHeapOffset(handle) is var at && at > 0 && at < metadata.GetHeapSize(HeapIndex.UserString);
            handle = metadata.GetNextHandle(handle)
        )
        {
            texts.Add(metadata.GetUserString(handle));
        }

        return texts;
    }
}
