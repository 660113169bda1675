using System.CommandLine;
using Streaming.Application.ReadCheckpoint;
using Streaming.Application.VerifyLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Checkpoints;

sealed class ShowCommand : CliCommand
{
    readonly Argument<string> _file = new("file") { Description = "A checkpoint" };
    readonly Option<string> _key = new("--key")
    {
        Description = "Public key of whoever signed it",
        HelpName = "path",
        Required = true,
    };

    public ShowCommand()
        : base("show", "Check a checkpoint's signature and show what it says; needs no database")
    {
        Add(_file);
        Add(_key);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming checkpoint show monday.json --key operator.pub.pem", "")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = context.Key(parsed.GetRequiredValue(_key));
        CheckpointView.Show(
            context.Terminal,
            await context.RunAsync(new ReadCheckpointOperation(), new CheckpointFile(parsed.GetRequiredValue(_file), key), stop)
        );
        return ExitCode.Done;
    }
}
