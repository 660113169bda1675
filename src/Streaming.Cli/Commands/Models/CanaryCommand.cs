using System.CommandLine;
using System.Globalization;
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
        _share.Validators.Add(result =>
            result.Refuse<string>(text => Share(text) is null, "--share must be above 0 % and at most 50 %: write 5% or 0.05.")
        );
        Add(_share);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models canary card-fraud 2 --share 5%", "one canary at a time; the same again with another share changes it")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new CanaryModelRequest(
            parsed.GetRequiredValue(_name),
            parsed.GetRequiredValue(_version),
            Share(parsed.GetRequiredValue(_share))!.Value
        );
        ModelsView.Moved(context.Terminal, await context.RunAsync(new CanaryModelOperation(), request, stop));
        return ExitCode.Done;
    }

    /// <summary>Null where it is none. Decimal, so that 5% and 0.05 are the same share.</summary>
    static double? Share(string text)
    {
        var isPercent = text.EndsWith('%');
        if (!decimal.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var share = (double)(isPercent ? number / 100 : number);
        return share is > 0 and <= CanaryModelRequest.MaxShare ? share : null;
    }
}
