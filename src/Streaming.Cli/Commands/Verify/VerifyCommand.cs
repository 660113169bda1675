using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Verify;

internal sealed class VerifyCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Signed earlier: shows ends that were cut off since, and rewritten streams", HelpName = "path" };
    readonly Option<string?> _key = new("--key") { Description = "Public key of whoever signed it", HelpName = "path" };

    public VerifyCommand()
        : base("verify", "Recompute the lineage's hash chain: names the first altered, missing or reordered batch")
    {
        Add(_topology);
        Add(_checkpoint);
        Add(_key);
        Validators.Add(result =>
        {
            if ((result.GetValue(_checkpoint) is null) != (result.GetValue(_key) is null))
                result.AddError("--checkpoint and --key go together: a checkpoint is worth what its signature is.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming verify card-fraud", "every hash, link, count and lookup row"),
        new("streaming verify card-fraud --checkpoint monday.json --key operator.pub.pem", "and that all that was signed on Monday is still there"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology));
        using var key = words.GetValue(_key) is { } keyFile ? KeyFiles.ReadKey(keyFile, context.Variable(KeyFiles.PasswordVariable)) : null;
        var checkpoint = key is null ? null : KeyFiles.ReadCheckpoint(words.GetRequiredValue(_checkpoint)!, key).Content;
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var verifier = new LineageVerifier(lineage, registry);
        var report = await VerifyView.WatchAsync(context.Terminal, progress => verifier.VerifyAsync(topology.Name, checkpoint, progress, stop));
        VerifyView.Show(context.Terminal, topology.Name, report, checkpoint);
        return report.IsSound ? ExitCode.Done : ExitCode.Failed;
    }
}
