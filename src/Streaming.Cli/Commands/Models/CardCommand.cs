using System.CommandLine;
using Streaming.Application.DescribeModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class CardCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version" };
    readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "File to write, .html, .md or .json, a CycloneDX bill of materials (default: Markdown on standard output)",
        HelpName = "path",
    };

    public CardCommand()
        : base("card", "Write a model card: what a version is, takes, was trained on, is worth and must not be taken for")
    {
        Add(_name);
        Add(_version);
        _out.Validators.Add(result =>
            result.Refuse<string>(file => !CardFile.IsKnown(file), "--out takes a file that ends in .html, .md or .json.")
        );
        Add(_out);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming models card card-fraud 2 --out card.html", "a page that needs nothing else"),
            new(
                "streaming models card card-fraud 2 --out card.cdx.json",
                "for programs: CycloneDX 1.6, with the dataset that it came from"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DescribeModelRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        var card = await context.RunAsync(new DescribeModelOperation(), request, stop);
        var file = parsed.GetValue(_out);
        if (file is not null)
            CardFile.Write(file, card);
        context.Terminal.Result(card, () => context.Terminal.Line(file is null ? CardMarkdown.Of(card).TrimEnd() : $"Written to {file}."));
        return ExitCode.Done;
    }
}
