using System.CommandLine;

namespace Streaming.Cli.Commands.Issuer;

/// <summary>Groups what can be done with the embedded issuer.</summary>
sealed class IssuerCommand : Command
{
    public IssuerCommand()
        : base("issuer", "Renew and check what `streaming serve --issuer` signs tokens with")
    {
        Add(new RotateCommand());
        Add(new VerifyIssuerCommand());
    }
}
