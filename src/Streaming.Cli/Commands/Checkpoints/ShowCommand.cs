using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Checkpoints;

internal sealed class ShowCommand : CliCommand
{
    readonly Argument<string> _file = new("file") { Description = "A checkpoint" };
    readonly Option<string> _key = new("--key") { Description = "Public key of whoever signed it", HelpName = "path", Required = true };

    public ShowCommand()
        : base("show", "Check a checkpoint's signature and show what it says; needs no database")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming checkpoint show monday.json --key operator.pub.pem", "")];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        using var key = KeyFiles.ReadKey(words.GetRequiredValue(_key), context.Variable(KeyFiles.PasswordVariable));
        CheckpointView.Show(context.Terminal, KeyFiles.ReadCheckpoint(words.GetRequiredValue(_file), key).Content, key);
        return Task.FromResult(ExitCode.Done);
    }
}
