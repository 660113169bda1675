using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Lineage.Evidence;

namespace Streaming.Cli.Commands.Checkpoints;

internal sealed class KeygenCommand : CliCommand
{
    readonly Option<string> _out = new("--out", "-o") { Description = "File of the private key; the public one goes beside it, as .pub.pem", HelpName = "path", DefaultValueFactory = _ => "operator.pem" };

    public KeygenCommand()
        : base("keygen", $"Make a key to sign with (ECDSA P-256); encrypted where {KeyFiles.PasswordVariable} is set") => Add(_out);

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming checkpoint keygen --out operator.pem", "operator.pem to sign with, operator.pub.pem to give away"),
    ];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var path = words.GetRequiredValue(_out);
        var publicPath = Path.ChangeExtension(path, ".pub.pem");
        using var key = OperatorKey.Create();
        KeyFiles.WriteNew(path, key.PrivatePem(context.Variable(KeyFiles.PasswordVariable)), secret: true);
        KeyFiles.WriteNew(publicPath, key.PublicPem());
        context.Terminal.Result(
            new { @private = path, @public = publicPath, key.Fingerprint },
            () =>
            {
                context.Terminal.Line($"{path} signs checkpoints: keep it, and keep it away from the database.");
                context.Terminal.Line($"{publicPath} checks them: give it to auditors. Its fingerprint is {key.Fingerprint}.");
            });
        return Task.FromResult(ExitCode.Done);
    }
}
