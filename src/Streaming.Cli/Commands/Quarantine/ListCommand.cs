using System.CommandLine;
using Streaming.Application.ListQuarantine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Quarantine;

sealed class ListCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _limit = new("--limit")
    {
        Description = "Most to show",
        HelpName = "n",
        DefaultValueFactory = _ => 20,
    };
    readonly Option<int> _skip = new("--skip") { Description = "Skip this many of the latest, to see older ones", HelpName = "n" };
    readonly Option<string?> _reason = new("--reason") { Description = "Only those rejected for this reason", HelpName = "reason" };

    public ListCommand()
        : base("list", "List the latest rejected records")
    {
        Add(_topology);
        Add(_limit);
        Add(_skip);
        Add(_reason);
        _limit.Validators.Add(Check.Positive(_limit));
        _skip.Validators.Add(result => result.Refuse<int>(n => n < 0, "--skip must not be less than 0."));
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming quarantine list card-fraud", "the last 20"),
            new("streaming quarantine list card-fraud --skip 20", "the 20 before them"),
            new("streaming quarantine list card-fraud --reason duplicate-id", "those rejected as duplicates"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ListQuarantineRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetValue(_limit),
            parsed.GetValue(_skip),
            parsed.GetValue(_reason)
        );
        QuarantineView.List(context.Terminal, await context.RunAsync(new ListQuarantineOperation(), request, stop));
        return ExitCode.Done;
    }
}
