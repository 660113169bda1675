using System.CommandLine;
using Streaming.Application.DescribeModel;
using Streaming.Cli.Commands.Cards;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class CardCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version" };
    readonly CardOptions _options = new(".html, .md or .json, a CycloneDX bill of materials", ".html, .md or .json", CardFile.IsKnown);

    public CardCommand()
        : base("card", "Write a model card: what a version is, takes, was trained on, is worth and must not be taken for")
    {
        Add(_name);
        Add(_version);
        _options.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming models card card-fraud 2 --out card.html", "a page that needs nothing else"),
            new(
                "streaming models card card-fraud 2 --out card.cdx.json",
                "for programs: CycloneDX 1.6, with the dataset that it came from"
            ),
            new(
                "streaming models card card-fraud 2 --out card.html --key operator.pem",
                "signed; streaming card check card.html --key operator.pub.pem checks it"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DescribeModelRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        var card = await context.RunAsync(new DescribeModelOperation(), request, stop);
        await _options.ShowAsync(parsed, context, card, CardFile.Write, CardMarkdown.Of, stop);
        return ExitCode.Done;
    }
}
