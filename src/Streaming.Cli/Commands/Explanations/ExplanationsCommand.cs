using System.CommandLine;
using Streaming.Application.SummariseExplanations;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Explanations;

sealed class ExplanationsCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int?> _version = new("--version") { Description = "Version of the model (default: the one in use)", HelpName = "n" };
    readonly Option<string?> _from = new("--from") { Description = "First event time (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are taken", HelpName = "time" };
    readonly Option<int> _rows = new("--rows")
    {
        Description = $"Rows that are drawn at most, to {SummariseExplanationsRequest.MostRows}",
        HelpName = "n",
        DefaultValueFactory = _ => SummariseExplanationsRequest.UsualRows,
    };
    readonly Option<string?> _out = new("--out", "-o") { Description = "Page to write with the pictures, as .html", HelpName = "path" };

    public ExplanationsCommand()
        : base("explanations", "Tell what moves the scores of a range: contributions, whether they have changed, importance, effects")
    {
        Add(_topology);
        foreach (var option in (Option[])[_version, _from, _to, _rows, _out])
            Add(option);
        _rows.Validators.Add(result =>
            result.Refuse<int>(
                rows => rows is < SummariseExplanationsRequest.LeastRows or > SummariseExplanationsRequest.MostRows,
                $"--rows takes {SummariseExplanationsRequest.LeastRows} to {SummariseExplanationsRequest.MostRows}."
            )
        );
        _out.Validators.Add(result =>
            result.Refuse<string>(file => !ExplanationPage.IsKnown(file), "--out takes a file that ends in .html.")
        );
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming explanations card-fraud", "of all rows, by the version in use"),
            new("streaming explanations card-fraud --from 2018-08-01 --out august.html", "with pictures: beeswarm, dependence, effects"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new SummariseExplanationsRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            Version = parsed.GetValue(_version),
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            Rows = parsed.GetValue(_rows),
            Plot = parsed.GetValue(_out),
        };
        ExplanationsView.Show(context.Terminal, await context.RunAsync(new SummariseExplanationsOperation(), request, stop));
        return ExitCode.Done;
    }
}
