using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Gateway.Issuing;

namespace Streaming.Cli.Commands.Serve;

/// <summary>Options by which the server issues tokens itself.</summary>
sealed class OwnIssuerOptions
{
    readonly Option<string?> _address = new("--issuer")
    {
        Description = "Issue tokens, under this address that callers and browsers know the server by; all must say who they are then",
        HelpName = "https://…",
    };
    readonly Option<string?> _secret = new("--issuer-secret")
    {
        Description =
            "File of the secret that encrypts the issuer's keys in the database, the same for all servers of an installation (default: one "
            + "in the data folder, made where it is missing)",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Add(_address);
        command.Add(_secret);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_secret) is not null && result.GetValue(_address) is null)
                result.AddError("--issuer-secret goes with --issuer.");
        });
    }

    public EmbeddedIssuer? Of(ParseResult parsed, CommandContext context) =>
        parsed.GetValue(_address) is { } address
            ? new EmbeddedIssuer(
                address,
                EmbeddedIssuer.ReadSecret(parsed.GetValue(_secret) ?? Path.Combine(context.Connections.Data, "issuer", "secret"))
            )
            : null;
}
