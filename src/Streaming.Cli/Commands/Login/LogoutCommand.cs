using System.CommandLine;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Login;

sealed class LogoutCommand : CliCommand
{
    public LogoutCommand()
        : base("logout", "Sign out: the server takes back what this machine has, and it is forgotten here") { }

    public override IReadOnlyList<Example> Examples => [new("streaming logout", "nothing of it opens anything within a second")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        using var session = new SignedIn(context);
        var ended = await session.EndAsync(stop);
        context.Terminal.Result(new { ended.Server }, () => context.Terminal.Line($"Signed out at {ended.Server}"));
        return ExitCode.Done;
    }
}
