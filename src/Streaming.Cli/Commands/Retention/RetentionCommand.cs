using System.CommandLine;
using Streaming.Application.RemoveLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Retention;

sealed class RetentionCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _key = new("--key") { Description = "Private key to sign with; not needed for --dry-run", HelpName = "path" };
    readonly Option<string?> _archive = new("--archive")
    {
        Description = "Write what is removed to files in this folder first",
        HelpName = "folder",
    };
    readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be removed, and remove nothing" };

    public RetentionCommand()
        : base("retention", "Remove lineage that is older than the topology's lineage.keep, and sign for it")
    {
        Add(_topology);
        foreach (var option in (Option[])[_key, _archive, _dryRun])
            Add(option);
        Validators.Add(result =>
        {
            if (!result.GetValue(_dryRun) && result.GetValue(_key) is null)
                result.AddError("What is removed is signed for: name a private key by --key, or look only, by --dry-run.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming retention card-fraud --dry-run", "what would go, and why the rest stays"),
            new("streaming retention card-fraud --key operator.pem --archive archive", "to files first, then from the database"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var key = parsed.GetValue(_key) is { } path ? context.Key(path) : null;
        var request = new RemoveLineageRequest(
            parsed.GetRequiredValue(_topology),
            key,
            parsed.GetValue(_archive),
            parsed.GetValue(_dryRun)
        );
        RetentionView.Show(context.Terminal, await context.RunAsync(new RemoveLineageOperation(), request, stop));
        return ExitCode.Done;
    }
}
