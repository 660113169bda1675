using System.CommandLine;
using Streaming.Application.SetPassword;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Users;

sealed class PasswordCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Of the person, as the list shows it" };
    readonly PasswordOption _password = new();

    public PasswordCommand()
        : base("password", "Give a person another password; they are signed out everywhere")
    {
        Add(_name);
        _password.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming users password ada --because \"she has forgotten it\"", "you are asked for the new one")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new SetPasswordRequest(parsed.GetRequiredValue(_name), await _password.ReadAsync(parsed, context, stop));
        UsersView.Changed(context.Terminal, await context.RunAsync(new SetPasswordOperation(), request, stop));
        return ExitCode.Done;
    }
}
