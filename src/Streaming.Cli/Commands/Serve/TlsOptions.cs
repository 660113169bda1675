using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Gateway.Hosting;

namespace Streaming.Cli.Commands.Serve;

/// <summary>Options that say how TLS is spoken.</summary>
sealed class TlsOptions
{
    /// <summary>Environment variable of the private key's password: everybody on the machine reads command lines.</summary>
    const string PasswordVariable = "STREAMING_CERTIFICATE_PASSWORD";

    readonly Option<string?> _certificate = new("--certificate")
    {
        Description =
            $"Certificate for https:// with its private key, PEM or PKCS #12; {PasswordVariable} opens it (default: one for this machine's "
            + "own names, made in the data folder)",
        HelpName = "file",
    };
    readonly Option<string?> _key = new("--certificate-key")
    {
        Description = "PEM of the private key, where it is not in the same file",
        HelpName = "file",
    };
    readonly Option<string?> _authorities = new("--client-ca")
    {
        Description = "Callers must show a certificate that one of these authorities signed, too (PEM)",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_certificate, _key, _authorities])
            command.Add(option);
    }

    public TlsSettings Of(ParseResult parsed, CommandContext context)
    {
        var tls = parsed.GetValue(_certificate) is { } file
            ? CertificateFiles.Read(file, parsed.GetValue(_key), context.Variable(PasswordVariable))
            : Development(context);
        return parsed.GetValue(_authorities) is { } authorities
            ? tls with
            {
                ClientAuthorities = CertificateFiles.ReadAuthorities(authorities),
            }
            : tls;
    }

    static TlsSettings Development(CommandContext context)
    {
        var tls = CertificateFiles.Development(Path.Combine(context.Connections.Data, "tls"), context.Time, out var file);
        context.Terminal.Note(
            $"The certificate is one for development. Callers on this machine trust it by {file} (curl --cacert {file})."
        );
        return tls;
    }
}
