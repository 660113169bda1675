using System.CommandLine;
using Streaming.Application.AddUser;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Users;

sealed class AddCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "By which they sign in" };
    readonly HolderOptions _holder = new();
    readonly PasswordOption _password = new();

    public AddCommand()
        : base("add", "Let a person sign in, with a password that you are asked for")
    {
        Add(_name);
        _holder.AddTo(this);
        _password.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming users add ada --role viewer auditor", "someone who looks and checks"),
            new("streaming users add ada --role viewer --password-file first-password", "from a script"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new AddUserRequest(
            parsed.GetRequiredValue(_name),
            await _password.ReadAsync(parsed, context, stop),
            _holder.Roles(parsed),
            _holder.Topologies(parsed)
        );
        UsersView.Added(context.Terminal, await context.RunAsync(new AddUserOperation(), request, stop));
        return ExitCode.Done;
    }
}
