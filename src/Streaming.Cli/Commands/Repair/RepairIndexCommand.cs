using System.CommandLine;
using Streaming.Application.RepairIndex;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

sealed class RepairIndexCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly DetachOption _detach = new();

    public RepairIndexCommand()
        : base("index", "Rebuild the index that finds records, from the recorded batches")
    {
        Add(_topology);
        Add(_detach);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming repair index card-fraud", "where `streaming verify` found that it differs; the pipeline may run")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RepairIndexRequest(parsed.GetRequiredValue(_topology));
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new RepairIndexOperation(), request, stop);
        RepairIndexView.Show(context.Terminal, await context.RunAsync(new RepairIndexOperation(), request, stop));
        return ExitCode.Done;
    }
}
