using System.CommandLine;
using Streaming.Application.RemoveUser;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Users;

sealed class RemoveCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Of the person, as the list shows it" };

    public RemoveCommand()
        : base("remove", "Take a person out, for good; their tokens open nothing within a second") => Add(_name);

    public override IReadOnlyList<Example> Examples => [new("streaming users remove ada --because \"she has left\"", "no more signing in")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RemoveUserRequest(parsed.GetRequiredValue(_name));
        UsersView.Removed(context.Terminal, await context.RunAsync(new RemoveUserOperation(), request, stop));
        return ExitCode.Done;
    }
}
