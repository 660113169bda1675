using System.CommandLine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Login;

sealed class TokenCommand : CliCommand
{
    public TokenCommand()
        : base("token", "Print a token for a call, which holds for a minute at least") { }

    public override IReadOnlyList<Example> Examples =>
        [new("curl -H \"Authorization: Bearer $(streaming token)\" http://127.0.0.1:8080/v1/topologies", "a call by another program")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        using var session = new SignedIn(context);
        var kept = await session.FreshAsync(anew: false, stop);
        context.Terminal.Result(new { Token = kept.AccessToken, kept.ExpiresAt }, () => context.Terminal.Line(kept.AccessToken));
        return ExitCode.Done;
    }
}
