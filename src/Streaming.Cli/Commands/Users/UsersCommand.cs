using System.CommandLine;

namespace Streaming.Cli.Commands.Users;

/// <summary>Groups what can be done with people who may sign in.</summary>
sealed class UsersCommand : Command
{
    public UsersCommand()
        : base("users", "Say who may sign in at `streaming serve --issuer`, and for what")
    {
        Add(new AddCommand());
        Add(new ListCommand());
        Add(new PasswordCommand());
        Add(new RemoveCommand());
    }
}
