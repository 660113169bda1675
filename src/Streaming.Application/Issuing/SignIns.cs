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

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();
}
