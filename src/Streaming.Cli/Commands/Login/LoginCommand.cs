using System.CommandLine;
using System.Text.Json;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Login;

/// <summary>Signs somebody in by a browser, which may be at another machine (RFC 8628).</summary>
sealed class LoginCommand : CliCommand
{
    const string Variable = "STREAMING_SERVER";
    const string Usual = "http://127.0.0.1:8080";
    const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>Where the server says nothing (section 3.2), and what is added where it says that this is too often (3.5).</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    readonly Option<string?> _server = new("--server")
    {
        Description = $"Address of a server that was started with --issuer ({Variable}; default: {Usual})",
        HelpName = "https://…",
    };
    readonly Option<string[]> _roles = new("--role")
    {
        Description = "Be this alone here, of what you may be (default: all of it)",
        HelpName = "role",
        AllowMultipleArgumentsPerToken = true,
    };

    public LoginCommand()
        : base("login", "Sign in at a server, by a browser on this machine or another")
    {
        Add(_server);
        Add(_roles);
        _roles.AcceptOnlyFromAmong([.. RoleWords.All]);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming login --server https://pipeline.example.com", "shows a code, and where to type it"),
            new("streaming login --role viewer", "looks only, whatever else you may do"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var server = IssuerCalls.Server(parsed.GetValue(_server) ?? context.Variable(Variable) ?? Usual);
        using var session = new SignedIn(context);
        var at = await session.Issuer.FindAsync(server, stop);
        var scope = string.Join(' ', ["offline_access", .. parsed.GetValue(_roles) ?? []]);
        var begun = await session.Issuer.AskAsync(at.Device, [("client_id", CommandLineClient.Id), ("scope", scope)], stop);
        context.Terminal.Note($"Open {Text(begun, "verification_uri")} and type the code {Text(begun, "user_code")}");
        if (IssuerCalls.Member(begun, "verification_uri_complete") is { } whole)
            context.Terminal.Note($"or open {Printable.Text(whole)}");
        var tokens = await WaitAsync(session.Issuer, at.Token, begun, context.Time, stop);
        var who = WhoIs.Of(await session.KeepAsync(server, at, tokens, stop));
        context.Terminal.Result(who, () => context.Terminal.Line($"Signed in: {Printable.Text(who.Text)}"));
        return ExitCode.Done;
    }

    /// <summary>Asks until somebody has decided.</summary>
    static async Task<JsonElement> WaitAsync(IssuerCalls issuer, Uri tokens, JsonElement begun, TimeProvider time, CancellationToken stop)
    {
        var device = IssuerCalls.Member(begun, "device_code") ?? "";
        var pause = begun.TryGetProperty("interval", out var said) ? TimeSpan.FromSeconds(said.GetInt32()) : Interval;
        while (true)
        {
            await Task.Delay(pause, time, stop);
            try
            {
                return await issuer.AskAsync(
                    tokens,
                    [("grant_type", Grant), ("device_code", device), ("client_id", CommandLineClient.Id)],
                    stop
                );
            }
            catch (RefusedException e) when (e.Error is "authorization_pending" or "slow_down")
            {
                if (e.Error == "slow_down")
                    pause += Interval;
            }
            catch (RefusedException e) when (e.Error is "access_denied" or "expired_token")
            {
                throw new StreamingException(
                    e.Error == "access_denied"
                        ? "Whoever was asked has refused. Nobody is signed in."
                        : "Nobody has typed the code in time. Start again: streaming login",
                    e
                )
                {
                    Kind = FailureKind.Invalid,
                };
            }
        }
    }

    static string Text(JsonElement answer, string name) => Printable.Text(IssuerCalls.Member(answer, name) ?? "");
}
