using System.CommandLine;
using Streaming.Application.ExportDataset;
using Streaming.Application.ExportLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Datasets;

sealed class DatasetExportCommand : CliCommand
{
    readonly Argument<string> _id = new("id") { Description = "Id of the dataset, or the first eight digits of it or more" };
    readonly Option<string> _out = new("--out", "-o")
    {
        Description = "File to write: .arrow (the same bytes whenever it is written), .parquet or .csv",
        HelpName = "path",
        Required = true,
    };

    public DatasetExportCommand()
        : base("export", "Make a dataset again from lineage, check it against its id, and write it to a file")
    {
        Add(_id);
        _out.Validators.Add(result =>
            result.Refuse<string>(
                file => ExportLineageRequest.FormatOf(file) is null,
                "--out takes a file that ends in .arrow, .parquet or .csv."
            )
        );
        Add(_out);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming datasets export 4805acc7 --out train.arrow", "event time, label, group and features of each row")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var file = parsed.GetRequiredValue(_out);
        var request = new ExportDatasetRequest(parsed.GetRequiredValue(_id), file, ExportLineageRequest.FormatOf(file)!.Value);
        DatasetsView.Exported(context.Terminal, await context.RunAsync(new ExportDatasetOperation(), request, stop));
        return ExitCode.Done;
    }
}
