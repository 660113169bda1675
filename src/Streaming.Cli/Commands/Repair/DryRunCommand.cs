using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Pipeline;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Repair;

/// <summary>A repair of a stopped pipeline that can be looked at before it is done.</summary>
internal abstract class DryRunCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _dryRun = new("--dry-run");

    protected DryRunCommand(string name, string description, string dryRun)
        : base(name, description)
    {
        _dryRun.Description = dryRun;
        Add(_topology);
        Add(_dryRun);
    }

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(words.GetRequiredValue(_topology)));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        await RepairAsync(plan, PipelineLaunch.Settings(services), lineage, context, words.GetValue(_dryRun), stop);
        return ExitCode.Done;
    }

    /// <summary>Finds what is wrong, mends it unless it is a dry run, and shows it.</summary>
    protected abstract Task RepairAsync(PipelinePlan plan, PipelineSettings settings, LineageStore lineage, CommandContext context, bool dryRun, CancellationToken stop);
}
