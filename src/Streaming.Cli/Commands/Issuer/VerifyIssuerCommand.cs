using System.CommandLine;
using Streaming.Application.VerifyIssuer;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Issuer;

sealed class VerifyIssuerCommand : CliCommand
{
    public VerifyIssuerCommand()
        : base("verify", "Check the hash chains of clients, people and keys; what was altered opens nothing") { }

    public override IReadOnlyList<Example> Examples => [new("streaming issuer verify", "exit code 1 where something was altered")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var verified = await context.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest(), stop);
        context.Terminal.Result(verified, () =>
        {
            foreach (var fault in verified.Faults)
                context.Terminal.Line(fault);
            context.Terminal.Line(
                verified.Sound
                    ? $"Sound: {verified.Histories:N0} histories of clients, people and keys."
                    : $"Not sound: {verified.Faults.Count:N0} faults."
            );
        });
        return verified.Sound ? ExitCode.Done : ExitCode.Failed;
    }
}
