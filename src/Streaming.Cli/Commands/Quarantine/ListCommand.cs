using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Quarantine;

internal sealed class ListCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _limit = new("--limit") { Description = "Most to show", HelpName = "n", DefaultValueFactory = _ => 20 };
    readonly Option<int> _skip = new("--skip") { Description = "Pass over so many of the latest, to see those before", HelpName = "n" };
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

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        var records = await new RejectedRecords(services.Kafka, topology.Output.Quarantine).LatestAsync(words.GetValue(_limit), words.GetValue(_skip), words.GetValue(_reason), stop);
        QuarantineView.List(context.Terminal, records);
        return ExitCode.Done;
    }
}
