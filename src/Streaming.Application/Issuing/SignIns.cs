using Streaming.Application.Identity;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>Whether people are who they say. Hashing is slow on purpose, so few do it at a time. Thread-safe.</summary>
public sealed class SignIns(TokenHolders holders) : IDisposable
{
    readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Who has this name and this password.</summary>
    /// <returns>Null: nobody; which of the two is wrong is not told, and takes as long.</returns>
    public async Task<IssuerUser?> WhoAsync(string name, string password, CancellationToken stop)
    {
        var user = name.Length == 0 ? null : await holders.UserNowAsync(name, stop);
        await _hashing.WaitAsync(stop);
        try
        {
            var shown = password.Length <= PasswordRules.Longest ? password : "";
            return await Task.Run(() => PasswordHashes.Match(user?.PasswordHash, shown), stop) ? user : null;
        }
        finally
        {
            _hashing.Release();
        }
    }

    /// <summary>Gives somebody who has just shown the password that they have another one; all that they have signed in for ends.</summary>
    /// <param name="user">Who.</param>
    /// <param name="password">The new one.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="Topology.StreamingException">It is easily guessed, or they have been taken out meanwhile.</exception>
    public async Task ChangeAsync(IssuerUser user, string password, CancellationToken stop)
    {
        await _hashing.WaitAsync(stop);
        string hash;
        try
        {
            hash = await Task.Run(
                () =>
                {
                    PasswordRules.Check(password, user.Made.Id);
                    return PasswordHashes.Of(password);
                },
                stop
            );
        }
        finally
        {
            _hashing.Release();
        }

        var store = await holders.StoreAsync(stop);
        var changed = await store.SetPasswordAsync(user.Made.Id, hash, TokenHolders.NameOf(user), why: null, stop);
        if (changed is not { RemovedAt: null })
            throw HolderRules.Invalid("You have been taken out.");
        await store.RevokeAllAsync(Grants.SubjectOf(changed), stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();
}
