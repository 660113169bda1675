using System.CommandLine;
using Streaming.Application.DiffDatasets;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Datasets;

sealed class DiffCommand : CliCommand
{
    readonly Argument<string> _earlier = new("earlier") { Description = "Id of a dataset" };
    readonly Argument<string> _later = new("later") { Description = "Id of another" };

    public DiffCommand()
        : base("diff", "Show in what two datasets differ: lineage, period, columns")
    {
        Add(_earlier);
        Add(_later);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming datasets diff 4805acc7 23336d08", "what was recorded in between, and what was declared")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DiffDatasetsRequest(parsed.GetRequiredValue(_earlier), parsed.GetRequiredValue(_later));
        DatasetsView.Diff(context.Terminal, await context.RunAsync(new DiffDatasetsOperation(), request, stop));
        return ExitCode.Done;
    }
}
