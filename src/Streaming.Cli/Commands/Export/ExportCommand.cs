using System.CommandLine;
using Streaming.Application.Exporting;
using Streaming.Application.ExportLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Export;

sealed class ExportCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<ExportFormat?> _format = new("--format")
    {
        Description = "csv, parquet or arrow (default: by the ending of --out)",
        HelpName = "csv|parquet|arrow",
    };
    readonly Option<string> _out = new("--out", "-o")
    {
        Description = "File to write; - for standard output",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string?> _from = new("--from")
    {
        Description = "First event time (ISO 8601); rejected records go by their Kafka timestamp",
        HelpName = "time",
    };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which records are taken", HelpName = "time" };
    readonly Option<string?> _columns = new("--columns")
    {
        Description = "Columns by name, comma separated, in this order (default: all but raw bytes)",
        HelpName = "names",
    };
    readonly DetachOption _detach = new();

    public ExportCommand()
        : base("export", "Write the lineage of every record to a file: one row for each record, scored or rejected")
    {
        Add(_topology);
        foreach (var option in (Option[])[_out, _format, _from, _to, _columns, _detach])
            Add(option);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
        Validators.Add(result =>
        {
            if (
                result.GetResult(_format) is null
                && result.GetResult(_out) is { } file
                && ExportLineageRequest.FormatOf(file.GetValueOrDefault<string>()) is null
            )
            {
                result.AddError("Name the format: --format csv, parquet or arrow, or a file that ends in .csv, .parquet or .arrow.");
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming export card-fraud --out lineage.parquet", "everything"),
            new("streaming export card-fraud --out - --format csv | xsv stats", "to another program"),
            new(
                "streaming export card-fraud --out day.csv --from 2018-08-01 --to 2018-08-02 --columns TRANSACTION_ID,score,decision",
                "one day, three columns"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var file = parsed.GetRequiredValue(_out);
        var format = parsed.GetValue(_format) ?? ExportLineageRequest.FormatOf(file)!.Value;
        var toOutput = file == "-";
        if (toOutput && format != ExportFormat.Csv && context.Terminal.OutIsTerminal)
        {
            context.Terminal.Fault(
                $"{format.ToString().ToLowerInvariant()} is not text, and standard output is a terminal. Redirect it to a program or a "
                    + "file, or use --format csv."
            );
            return ExitCode.Failed;
        }

        var request = new ExportLineageRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            File = file,
            Format = format,
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            Columns = parsed.GetValue(_columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Output = toOutput ? context.Terminal.OpenOut : null,
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new ExportLineageOperation(), request, stop);
        var exported = await context.RunAsync(new ExportLineageOperation(), request, stop);
        if (toOutput)
            ExportView.Sent(context.Terminal, exported);
        else
            ExportView.Show(context.Terminal, exported);
        return ExitCode.Done;
    }
}
