using System.CommandLine;
using Streaming.Application.ShowDataset;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Datasets;

sealed class ShowCommand : CliCommand
{
    readonly Argument<string> _id = new("id") { Description = "Id of the dataset, or the first eight digits of it or more" };

    public ShowCommand()
        : base("show", "Show what a dataset was taken out of, and who was trained on it") => Add(_id);

    public override IReadOnlyList<Example> Examples => [new("streaming datasets show 4805acc7", "streams, batches, columns, versions")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowDatasetRequest(parsed.GetRequiredValue(_id));
        DatasetsView.Show(context.Terminal, await context.RunAsync(new ShowDatasetOperation(), request, stop));
        return ExitCode.Done;
    }
}
