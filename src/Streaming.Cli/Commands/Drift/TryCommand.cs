using System.CommandLine;
using Streaming.Application.PublishFile;
using Streaming.Application.TryDetector;
using Streaming.Cli.Commands.Publish;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Drift;

sealed class TryCommand : CliCommand
{
    readonly Option<string> _file = new("--file", "-f")
    {
        Description = "CSV with a header line, packed with gzip or not; - for standard input",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string> _column = new("--column", "-c")
    {
        Description = "Name of the column to watch",
        HelpName = "name",
        Required = true,
    };
    readonly Option<string?> _encoding = new("--encoding")
    {
        Description = "Encoding of the file, if it is not UTF-8: latin1, windows-1252, ...",
        HelpName = "name",
    };
    readonly Option<string?> _detector = new("--detector", "-d")
    {
        Description =
            "Detector, with parameters after a colon: name[:parameter=value,…] (default: e-bounded; streaming drift detectors lists them)",
        HelpName = "name",
    };

    public TryCommand()
        : base("try", "Run a drift detector over a column of a file and show the rows of its alarms and warnings")
    {
        foreach (var option in (Option[])[_file, _column, _detector, _encoding])
            Add(option);
        _encoding.Validators.Add(PublishWords.CheckEncoding);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming drift try --file errors.csv --column error",
                "values from 0 to 1, at most one false alarm in 100,000 rows on average"
            ),
            new(
                "streaming drift try --file values.csv --column amount --detector e-bounded:low=0,high=5000,arl=1000000",
                "another range, and rarer false alarms"
            ),
            new("streaming drift try --file values.csv --column amount --detector adwin:delta=0.01", "adaptive windowing"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var tried = await context.RunAsync(
            new TryDetectorOperation(),
            new TryDetectorRequest
            {
                File = parsed.GetRequiredValue(_file),
                Column = parsed.GetRequiredValue(_column),
                Detector = parsed.GetValue(_detector),
                Encoding = parsed.GetValue(_encoding) is { } encoding ? PublishFileRequest.FindEncoding(encoding) : null,
            },
            stop
        );
        TryView.Show(context.Terminal, tried);
        return ExitCode.Done;
    }
}
