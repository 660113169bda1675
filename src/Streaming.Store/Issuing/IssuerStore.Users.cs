namespace Streaming.Store.Issuing;

/// <content>People who may have tokens.</content>
public sealed partial class IssuerStore
{
    const string Users = "user/";

    /// <summary>Lets a person in.</summary>
    /// <returns>Null where their name is, or was, taken: what the access log says under a name is to be about one person.</returns>
    public async Task<IssuerUser?> AddUserAsync(NewUser made, CancellationToken stop = default)
    {
        var added = false;
        var events = await _histories.AppendAsync(
            Users + made.Id,
            before => (added = before.Count == 0) ? new UserAdded(made, _time.GetUtcNow()) : null,
            stop
        );
        return added ? IssuerUser.Of(events) : null;
    }

    /// <summary>Gives a person another password; one who was taken out stays as they are.</summary>
    /// <returns>They after that; null where there is nobody of that name.</returns>
    public async Task<IssuerUser?> SetPasswordAsync(string id, string hash, string? by, string? why, CancellationToken stop = default) =>
        IssuerUser.Of(
            await _histories.AppendAsync(
                Users + id,
                before => IssuerUser.Of(before) is { RemovedAt: null } ? new UserPasswordSet(id, hash, by, why, _time.GetUtcNow()) : null,
                stop
            )
        );

    /// <summary>Takes a person out, for good; one who was taken out stays as they are.</summary>
    /// <returns>They after that; null where there is nobody of that name.</returns>
    public async Task<IssuerUser?> RemoveUserAsync(string id, string? by, string? why, CancellationToken stop = default) =>
        IssuerUser.Of(
            await _histories.AppendAsync(
                Users + id,
                before => IssuerUser.Of(before) is { RemovedAt: null } ? new UserRemoved(id, by, why, _time.GetUtcNow()) : null,
                stop
            )
        );

    /// <summary>All people whose histories are sound, in the order in which they were let in: one that was altered is nobody.</summary>
    public async Task<IReadOnlyList<IssuerUser>> ReadUsersAsync(CancellationToken stop = default) =>
        [.. (await SoundAsync(Users, IssuerUser.Of, stop)).OrderBy(u => u.CreatedAt)];

    /// <summary>Takes back everything that somebody has, of whatever kind.</summary>
    /// <param name="subject">Whose, as tokens name them.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RevokeAllAsync(string subject, CancellationToken stop = default) =>
        await new TokenStore(Documents).RevokeBySubjectAsync(subject, stop);

    /// <summary>Takes back everything that was given under an authorization.</summary>
    /// <param name="authorization">Which, as the protocol's library names it.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RevokeUnderAsync(string authorization, CancellationToken stop = default) =>
        await new TokenStore(Documents).RevokeByAuthorizationIdAsync(authorization, stop);
}
