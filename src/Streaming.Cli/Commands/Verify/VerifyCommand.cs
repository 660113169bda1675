using System.CommandLine;
using Streaming.Application.VerifyLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Verify;

sealed class VerifyCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "A checkpoint signed earlier: shows ends that were cut off since then, and rewritten streams",
        HelpName = "path",
    };
    readonly Option<string?> _key = new("--key")
    {
        Description = "Public key of whoever signed it, and signed for what was removed",
        HelpName = "path",
    };
    readonly DetachOption _detach = new();

    public VerifyCommand()
        : base("verify", "Recompute the lineage's hash chain: names the first altered, missing or reordered batch")
    {
        Add(_topology);
        Add(_checkpoint);
        Add(_key);
        Add(_detach);
        Validators.Add(result =>
        {
            if (result.GetValue(_checkpoint) is not null && result.GetValue(_key) is null)
            {
                result.AddError("--checkpoint needs --key: a checkpoint proves nothing without the key that checks its signature.");
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming verify card-fraud", "every hash, link, count and lookup row"),
            new(
                "streaming verify card-fraud --checkpoint monday.json --key operator.pub.pem",
                "and that all that was signed on Monday is still there"
            ),
            new("streaming verify card-fraud --key operator.pub.pem", "and that what was removed, the operator has signed for"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = parsed.GetValue(_key) is { } file ? context.Key(file) : null;
        var checkpoint = parsed.GetValue(_checkpoint) is { } path ? new CheckpointFile(path, key!) : null;
        var request = new VerifyLineageRequest(parsed.GetRequiredValue(_topology), checkpoint) { Key = key };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new VerifyLineageOperation(), request, stop);
        var verified = await context.RunAsync(new VerifyLineageOperation(), request, stop);
        VerifyView.Show(context.Terminal, verified);
        return verified.Sound ? ExitCode.Done : ExitCode.Failed;
    }
}
