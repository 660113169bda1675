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
    readonly Option<string?> _anchors = new("--anchors") { Description = "Report of an earlier verification (--json): shows ends that were cut off, and rewritten streams", HelpName = "path" };

    public VerifyCommand()
        : base("verify", "Recompute the lineage's hash chain: names the first altered, missing or reordered batch")
    {
        Add(_topology);
        Add(_anchors);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming verify card-fraud --json > anchors.json", "keep the report elsewhere"),
        new("streaming verify card-fraud --anchors anchors.json", "later, against what was kept"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology));
        var anchors = words.GetValue(_anchors) is { } path ? VerifyAnchors.Read(path) : null;
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var report = await VerifyView.WatchAsync(context.Terminal, progress => new ChainVerifier(lineage).VerifyAsync(topology.Name, anchors, progress, stop));
        VerifyView.Show(context.Terminal, topology.Name, report);
        return report.IsSound ? ExitCode.Done : ExitCode.Failed;
    }
}
