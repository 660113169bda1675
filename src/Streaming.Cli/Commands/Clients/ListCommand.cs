using System.CommandLine;
using Streaming.Application.ListClients;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Clients;

sealed class ListCommand : CliCommand
{
    public ListCommand()
        : base("list", "List programs that may have tokens, without their secrets") { }

    public override IReadOnlyList<Example> Examples => [new("streaming clients list", "which programs, what and where")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ClientsView.List(context.Terminal, await context.RunAsync(new ListClientsOperation(), new ListClientsRequest(), stop));
        return ExitCode.Done;
    }
}
