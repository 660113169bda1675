using System.CommandLine;
using Streaming.Application.CanaryModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class CanaryCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version that is to decide for some keys" };
    readonly Option<string> _share = new("--share")
    {
        Description = "Share of the keys that it decides for, at most half of them: 5% or 0.05",
        HelpName = "share",
        Required = true,
    };

    public CanaryCommand()
        : base("canary", "Let a version decide for a share of the keys")
    {
        Add(_name);
        Add(_version);
        KeyShare.Check(_share);
        Add(_share);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models canary card-fraud 2 --share 5%", "one canary at a time; the same again with another share changes it")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new CanaryModelRequest(
            parsed.GetRequiredValue(_name),
            parsed.GetRequiredValue(_version),
            KeyShare.Parse(parsed.GetRequiredValue(_share))!.Value
        );
        ModelsView.Moved(context.Terminal, await context.RunAsync(new CanaryModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
