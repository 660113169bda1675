using Streaming.Application.AccessLog;
using Streaming.Application.Identity;
using Streaming.Application.Services;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>
/// Those who may have tokens of the embedded issuer, and what of it was taken back: held for a second, as <see cref="Doorkeeper"/> holds
/// keys, so that a token is of no use any longer than that after its holder was. Thread-safe.
/// </summary>
public sealed class TokenHolders
{
    /// <summary>How tokens that are asked for stand on the access log.</summary>
    public const string Asking = "issuer.token";

    readonly StreamingServices _services;
    readonly AccessLogWriter _log;
    IssuerStore? _open;
    readonly HeldReading<IReadOnlyDictionary<string, IssuerClient>> _clients;
    readonly HeldReading<IReadOnlyDictionary<string, IssuerUser>> _users;
    readonly HeldReading<IReadOnlySet<string>> _revoked;

    internal TokenHolders(StreamingServices services, AccessLogWriter log, TimeProvider time)
    {
        (_services, _log) = (services, log);
        _clients = new(time, async () =>
            (await (await StoreAsync()).ReadClientsAsync()).ToDictionary(c => c.Made.Id, StringComparer.Ordinal)
        );
        _users = new(time, async () => (await (await StoreAsync()).ReadUsersAsync()).ToDictionary(u => u.Made.Id, StringComparer.Ordinal));
        _revoked = new(time, async () => (await (await StoreAsync()).ReadRevokedAsync()).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What the issuer keeps.</summary>
    internal async Task<IssuerStore> StoreAsync(CancellationToken stop = default) => _open = await _services.IssuerAsync(stop);

    /// <summary>The same, once it was asked for.</summary>
    internal IssuerStore Open => _open ?? throw new InvalidOperationException("What the issuer keeps is not open.");

    /// <summary>Forgets tokens that open nothing any more.</summary>
    public async Task PruneAsync(DateTimeOffset now) => await (await StoreAsync()).PruneAsync(now, TokenLives.Longest);

    /// <summary>A program that may have tokens; null: there is none of the name, or none any more.</summary>
    public async Task<IssuerClient?> ClientAsync(string id, CancellationToken stop) =>
        id == CommandLineClient.Id ? CommandLineClient.Itself
        : (await _clients.GetAsync(Doorkeeper.Fresh, stop)).GetValueOrDefault(id) is { RemovedAt: null } client ? client
        // One that was let in a moment ago is not known yet.
        : (await _clients.GetAsync(Doorkeeper.Soon, stop)).GetValueOrDefault(id) is { RemovedAt: null } added ? added
        : null;

    /// <summary>A person who may have tokens; null: there is nobody of the name, or no more.</summary>
    public async Task<IssuerUser?> UserAsync(string name, CancellationToken stop) =>
        (await _users.GetAsync(Doorkeeper.Fresh, stop)).GetValueOrDefault(name) is { RemovedAt: null } user ? user
        : (await _users.GetAsync(Doorkeeper.Soon, stop)).GetValueOrDefault(name) is { RemovedAt: null } added ? added
        : null;

    /// <summary>The same as it is now: a password that was changed signs nobody in, not even a moment after.</summary>
    public async Task<IssuerUser?> UserNowAsync(string name, CancellationToken stop) =>
        (await _users.GetAsync(TimeSpan.Zero, stop)).GetValueOrDefault(name) is { RemovedAt: null } user ? user : null;

    /// <summary>Takes back all that was given when somebody signed in once.</summary>
    public async Task EndAsync(string authorization, CancellationToken stop) =>
        await (await StoreAsync(stop)).RevokeUnderAsync(authorization, stop);

    /// <summary>Whether a token was taken back before its time was over.</summary>
    public async Task<bool> IsRevokedAsync(string token, CancellationToken stop) =>
        (await _revoked.GetAsync(Doorkeeper.Fresh, stop)).Contains(token);

    /// <summary>Puts on the access log what came of somebody's asking for tokens.</summary>
    /// <param name="who">A name that is known; null: nobody's.</param>
    /// <param name="address">Whence.</param>
    /// <param name="how">What they asked for.</param>
    /// <param name="outcome">What came of it, in a word of few.</param>
    public void Note(string? who, string address, string how, string outcome) => _log.CountStranger(who, address, how, outcome);

    /// <summary>How a program stands on the access log.</summary>
    public static string NameOf(IssuerClient client) => $"{client.Made.Id} (client)";

    /// <summary>How a person stands on the access log.</summary>
    public static string NameOf(IssuerUser user) => $"{user.Made.Id} (user)";
}
