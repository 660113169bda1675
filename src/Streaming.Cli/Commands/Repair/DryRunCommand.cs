using System.CommandLine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

/// <summary>A repair of a stopped pipeline that can be looked at before it is done.</summary>
abstract class DryRunCommand : CliCommand
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

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        await RepairAsync(parsed.GetRequiredValue(_topology), parsed.GetValue(_dryRun), context, stop);
        return ExitCode.Done;
    }

    /// <summary>Finds what is wrong, mends it unless it is a dry run, and shows it.</summary>
    protected abstract Task RepairAsync(string topology, bool dryRun, CommandContext context, CancellationToken stop);
}
