namespace Streaming.Embedded.Kafka.Security;

/// <summary>A few users whose passwords are known when the broker starts. Of these only credentials are kept.</summary>
public sealed class PasswordUsers : IKafkaUsers
{
    readonly Dictionary<string, ScramCredential[]> _users;

    /// <param name="passwords">By the user's name.</param>
    public PasswordUsers(IReadOnlyDictionary<string, string> passwords) =>
        _users = passwords.ToDictionary(
            user => user.Key,
            user => new[] { ScramCredential.Create(ScramHash.Sha256, user.Value), ScramCredential.Create(ScramHash.Sha512, user.Value) },
            StringComparer.Ordinal
        );

    /// <inheritdoc/>
    public ValueTask<bool> CheckPasswordAsync(string user, string password, CancellationToken stop) =>
        ValueTask.FromResult(_users.TryGetValue(user, out var credentials) && credentials[0].IsOf(password));

    /// <inheritdoc/>
    public ValueTask<ScramCredential?> FindScramAsync(string user, ScramHash hash, CancellationToken stop) =>
        ValueTask.FromResult(_users.GetValueOrDefault(user)?.Single(c => c.Hash == hash));
}
