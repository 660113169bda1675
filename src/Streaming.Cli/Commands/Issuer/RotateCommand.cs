using System.CommandLine;
using Streaming.Application.RotateIssuerKeys;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Issuer;

sealed class RotateCommand : CliCommand
{
    readonly Option<bool> _atOnce = new("--at-once")
    {
        Description = "Somebody else may have the keys: they hold no longer, and everybody has to sign in again",
    };

    public RotateCommand()
        : base("rotate", "Have new keys made to sign tokens with; servers do it by themselves every 90 days") => Add(_atOnce);

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming issuer rotate", "tokens that are out hold on"),
            new("streaming issuer rotate --at-once --because \"a copy of the data folder was lost\"", "no token that is out holds"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RotateIssuerKeysRequest(parsed.GetValue(_atOnce));
        var asked = await context.RunAsync(new RotateIssuerKeysOperation(), request, stop);
        context.Terminal.Result(asked, () =>
            context.Terminal.Line(
                asked.AtOnce
                    ? "No token that is out holds any more; servers make new keys when they are next asked for one."
                    : "Servers make new keys when they are next asked for a token, and sign with them a minute later."
            )
        );
        return ExitCode.Done;
    }
}
