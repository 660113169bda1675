using System.CommandLine;
using Streaming.Application.VerifyApiKeys;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.ApiKeys;

sealed class VerifyKeysCommand : CliCommand
{
    public VerifyKeysCommand()
        : base("verify", "Check the hash chain of every key; one that was altered opens nothing") { }

    public override IReadOnlyList<Example> Examples => [new("streaming api-keys verify", "exit code 1 where something was altered")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var verified = await context.RunAsync(new VerifyApiKeysOperation(), new VerifyApiKeysRequest(), stop);
        ApiKeysView.Verified(context.Terminal, verified);
        return verified.Sound ? ExitCode.Done : ExitCode.Failed;
    }
}
