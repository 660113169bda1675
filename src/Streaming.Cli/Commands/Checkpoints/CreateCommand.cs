using System.CommandLine;
using Streaming.Application.CreateCheckpoint;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Checkpoints;

sealed class CreateCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string> _key = new("--key")
    {
        Description = "Private key to sign with",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string> _out = new("--out", "-o")
    {
        Description = "File to write",
        HelpName = "path",
        DefaultValueFactory = _ => "checkpoint.json",
    };
    readonly Option<string?> _previous = new("--previous")
    {
        Description = "The previous checkpoint: only what came after it is read, and nothing is signed that contradicts it",
        HelpName = "path",
    };

    public CreateCommand()
        : base("create", "Sign the ends of all streams, and the records up to there")
    {
        Add(_topology);
        foreach (var option in (Option[])[_key, _out, _previous])
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming checkpoint create card-fraud --key operator.pem --out monday.json", "the first one"),
            new(
                "streaming checkpoint create card-fraud --key operator.pem --previous monday.json --out tuesday.json",
                "what Tuesday brought"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = context.Key(parsed.GetRequiredValue(_key));
        var request = new CreateCheckpointRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetRequiredValue(_out),
            key,
            parsed.GetValue(_previous)
        );
        CheckpointView.Made(context.Terminal, await context.RunAsync(new CreateCheckpointOperation(), request, stop));
        return ExitCode.Done;
    }
}
