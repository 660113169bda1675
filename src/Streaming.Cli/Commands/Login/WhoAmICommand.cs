using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Login;

sealed class WhoAmICommand : CliCommand
{
    public WhoAmICommand()
        : base("whoami", "Say who is signed in on this machine, after asking the server whether that still holds") { }

    public override IReadOnlyList<Example> Examples => [new("streaming whoami", "name, server, roles and topologies")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        using var session = new SignedIn(context);
        var who = WhoIs.Of(await session.FreshAsync(anew: true, stop));
        context.Terminal.Result(who, () => context.Terminal.Line(Printable.Text(who.Text)));
        return ExitCode.Done;
    }
}
