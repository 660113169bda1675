using System.CommandLine;
using Streaming.Application.DescribeTopology;
using Streaming.Cli.Commands.Cards;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class CardCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly CardOptions _options = new(".html or .md", ".html or .md", SystemCardFile.IsKnown);

    public CardCommand()
        : base("card", "Write a system card: what is known of a pipeline, what is not, and where the evidence for regulators' questions is")
    {
        Add(_topology);
        _options.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming topology card card-fraud --out system.html", "a page that needs nothing else"),
            new(
                "streaming topology card card-fraud --out system.html --key operator.pem",
                "signed; streaming card check system.html --key operator.pub.pem checks it"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DescribeTopologyRequest(parsed.GetRequiredValue(_topology));
        var card = await context.RunAsync(new DescribeTopologyOperation(), request, stop);
        await _options.ShowAsync(parsed, context, card, SystemCardFile.Write, SystemCardFile.Markdown, stop);
        return ExitCode.Done;
    }
}
