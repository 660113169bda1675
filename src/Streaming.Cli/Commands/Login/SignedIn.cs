using System.Text.Json;
using Streaming.Application.Issuing;
using Streaming.Cli.Shell;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Login;

/// <summary>Gets tokens for whoever has signed in on this machine, and keeps them.</summary>
sealed class SignedIn(CommandContext context) : IDisposable
{
    /// <summary>A token that is handed out holds for this long at least.</summary>
    static readonly TimeSpan Left = TimeSpan.FromMinutes(1);

    readonly LoginFile _file = new(context);
    readonly IssuerCalls _issuer = new();

    /// <summary>The issuer that is asked.</summary>
    public IssuerCalls Issuer => _issuer;

    /// <summary>Keeps what came of signing in.</summary>
    public async Task<KeptLogin> KeepAsync(Uri server, IssuerAddresses at, JsonElement answer, CancellationToken stop)
    {
        using var one = await _file.LockAsync(stop);
        return Keep(server, at.Token, at.Revocation, answer);
    }

    /// <summary>A token that holds, exchanged for the one before where its time is nearly over.</summary>
    /// <param name="anew">In any case.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">Nobody is signed in, or no more.</exception>
    public async Task<KeptLogin> FreshAsync(bool anew, CancellationToken stop)
    {
        using var one = await _file.LockAsync(stop);
        var kept = _file.Read();
        if (!anew && kept.ExpiresAt - Left > context.Time.GetUtcNow())
            return kept;
        try
        {
            var answer = await _issuer.AskAsync(
                kept.TokenEndpoint,
                [("grant_type", "refresh_token"), ("refresh_token", kept.RefreshToken), ("client_id", CommandLineClient.Id)],
                stop
            );
            return Keep(kept.Server, kept.TokenEndpoint, kept.RevocationEndpoint, answer);
        }
        catch (RefusedException e) when (e.Error == "invalid_grant")
        {
            throw new StreamingException($"Nobody is signed in any more. Sign in again: streaming login --server {kept.Server}", e)
            {
                Kind = FailureKind.Invalid,
            };
        }
    }

    /// <summary>Has the server take back all of it, and forgets it.</summary>
    public async Task<KeptLogin> EndAsync(CancellationToken stop)
    {
        using var one = await _file.LockAsync(stop);
        var kept = _file.Read();
        await _issuer.AskAsync(
            kept.RevocationEndpoint,
            [("token", kept.RefreshToken), ("token_type_hint", "refresh_token"), ("client_id", CommandLineClient.Id)],
            stop
        );
        _file.Delete();
        return kept;
    }

    public void Dispose() => _issuer.Dispose();

    KeptLogin Keep(Uri server, Uri tokens, Uri revocation, JsonElement answer)
    {
        if (
            IssuerCalls.Member(answer, "access_token") is not { } access
            || IssuerCalls.Member(answer, "refresh_token") is not { } refresh
            || !answer.TryGetProperty("expires_in", out var seconds)
        )
        {
            throw new StreamingException($"{server} has given no tokens.") { Kind = FailureKind.Invalid };
        }

        var expires = context.Time.GetUtcNow().AddSeconds(seconds.GetInt64());
        var kept = new KeptLogin(server, tokens, revocation, access, refresh, expires);
        _file.Write(kept);
        return kept;
    }
}
