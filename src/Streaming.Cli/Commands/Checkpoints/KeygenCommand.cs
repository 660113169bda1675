using System.CommandLine;
using Streaming.Application.CreateKey;
using Streaming.Application.Services;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Checkpoints;

sealed class KeygenCommand : CliCommand
{
    readonly Option<string> _out = new("--out", "-o")
    {
        Description = "File of the private key; the public one goes beside it, as .pub.pem",
        HelpName = "path",
        DefaultValueFactory = _ => "operator.pem",
    };

    public KeygenCommand()
        : base("keygen", $"Create a signing key (ECDSA P-256); encrypted where {KeyFile.PasswordVariable} is set") => Add(_out);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming checkpoint keygen --out operator.pem", "operator.pem to sign with, operator.pub.pem to give away")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var file = context.Key(parsed.GetRequiredValue(_out));
        var made = await context.RunAsync(new CreateKeyOperation(), file, stop);
        context.Terminal.Result(made, () =>
        {
            context.Terminal.Line($"{made.Private} signs checkpoints: keep it, and keep it away from the database.");
            context.Terminal.Line($"{made.Public} checks them: give it to auditors. Its fingerprint is {made.Fingerprint}.");
        });
        return ExitCode.Done;
    }
}
