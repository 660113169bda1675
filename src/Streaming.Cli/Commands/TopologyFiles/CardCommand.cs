using System.CommandLine;
using Streaming.Application.DescribeTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class CardCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "File to write, .html or .md (default: Markdown on standard output)",
        HelpName = "path",
    };

    public CardCommand()
        : base("card", "Write a system card: what is known of a pipeline, what is not, and where the evidence for regulators' questions is")
    {
        Add(_topology);
        _out.Validators.Add(result =>
            result.Refuse<string>(file => !SystemCardFile.IsKnown(file), "--out takes a file that ends in .html or .md.")
        );
        Add(_out);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming topology card card-fraud --out system.html", "a page that needs nothing else")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DescribeTopologyRequest(parsed.GetRequiredValue(_topology));
        var card = await context.RunAsync(new DescribeTopologyOperation(), request, stop);
        var file = parsed.GetValue(_out);
        if (file is not null)
            SystemCardFile.Write(file, card);
        context.Terminal.Result(card, () =>
            context.Terminal.Line(file is null ? SystemCardFile.Markdown(card).TrimEnd() : $"Written to {file}.")
        );
        return ExitCode.Done;
    }
}
