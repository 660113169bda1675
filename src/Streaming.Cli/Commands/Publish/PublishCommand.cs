using System.CommandLine;
using Streaming.Application.PublishFile;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Publish;

sealed class PublishCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string> _file = new("--file", "-f")
    {
        Description = "CSV with a header, JSON lines or a JSON array; gzip too; - for standard input",
        HelpName = "path",
        Required = true,
    };
    readonly Option<string?> _encoding = new("--encoding")
    {
        Description = "Encoding of the file, if it is not UTF-8: latin1, windows-1252, ...",
        HelpName = "name",
    };
    readonly Option<double?> _rate = new("--rate") { Description = "Events a second (default: as fast as possible)", HelpName = "n" };
    readonly Option<bool> _loop = new("--loop") { Description = "Start over at the end, with later times and new ids, until stopped" };
    readonly Option<long?> _limit = new("--limit") { Description = "Most events to publish", HelpName = "n" };
    readonly Option<string[]> _map = new("--map")
    {
        Description = "Column a field comes from, where the names differ; may be repeated",
        HelpName = "FIELD=COLUMN",
    };
    readonly Option<string[]> _set = new("--set")
    {
        Description = "Value for a field that the file lacks; {row} in it becomes the row's number; may be repeated",
        HelpName = "FIELD=TEXT",
    };
    readonly Option<bool> _noLabels = new("--no-labels") { Description = "Do not publish labels" };
    readonly Option<bool> _holdLabels = new("--hold-labels")
    {
        Description = "Do not send labels that are not yet known at the last event",
    };
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Number of partitions of topics that have to be created",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };

    public PublishCommand()
        : base("publish", "Publish a file of events, and their labels when they become known, if the file has them")
    {
        Add(_topology);
        foreach (var option in (Option[])[_file, _encoding, _rate, _loop, _limit, _map, _set, _noLabels, _holdLabels, _partitions])
            Add(option);
        _encoding.Validators.Add(PublishWords.CheckEncoding);
        _rate.Validators.Add(Check.Positive(_rate));
        _limit.Validators.Add(Check.Positive(_limit));
        _partitions.Validators.Add(Check.Positive(_partitions));
        _map.Validators.Add(PublishWords.CheckPairs);
        _set.Validators.Add(PublishWords.CheckPairs);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming publish card-fraud --file transactions.csv.gz", "everything, as fast as possible"),
            new("streaming publish card-fraud --file day.jsonl --rate 5000 --loop", "a steady stream, until Ctrl-C"),
            new("zstd -dc day.jsonl.zst | streaming publish card-fraud --file -", "what another program writes"),
            new(
                "streaming publish card-fraud --file export.csv --map TX_AMOUNT=amount --map TX_DATETIME=when",
                "columns with names of their own"
            ),
            new(
                "streaming publish machine-temperature --file readings.csv --set machine_id=press-1 --set reading_id=press-1-{row}",
                "fields that the file lacks"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new PublishFileRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            File = parsed.GetRequiredValue(_file),
            Encoding = parsed.GetValue(_encoding) is { } encoding ? PublishFileRequest.FindEncoding(encoding) : null,
            Rate = parsed.GetValue(_rate),
            Loop = parsed.GetValue(_loop),
            Limit = parsed.GetValue(_limit),
            Map = PublishWords.ParsePairs(parsed.GetValue(_map) ?? []),
            Set = PublishWords.ParsePairs(parsed.GetValue(_set) ?? []),
            Labels = !parsed.GetValue(_noLabels),
            HoldLabels = parsed.GetValue(_holdLabels),
            Partitions = parsed.GetValue(_partitions),
        };
        var published = await context.RunAsync(new PublishFileOperation(), request, stop);
        PublishView.Show(context.Terminal, published);
        return published.Complete || request.Loop ? ExitCode.Done : ExitCode.Failed;
    }
}
