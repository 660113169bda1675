using System.CommandLine;
using Streaming.Application.ListUsers;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Users;

sealed class ListCommand : CliCommand
{
    public ListCommand()
        : base("list", "List people who may sign in") { }

    public override IReadOnlyList<Example> Examples => [new("streaming users list", "who, what and where")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        UsersView.List(context.Terminal, await context.RunAsync(new ListUsersOperation(), new ListUsersRequest(), stop));
        return ExitCode.Done;
    }
}
