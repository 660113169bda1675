using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Issuing;

namespace Streaming.Application.ListUsers;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record ListUsersRequest;

/// <summary>A person who may sign in, without anything of their password.</summary>
/// <param name="Name">By which they sign in.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Topologies">Where; null: everywhere.</param>
/// <param name="CreatedBy">Null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="PasswordAt">Since when their password holds.</param>
/// <param name="RemovedAt">Null: they were not taken out.</param>
/// <param name="RemovedBy">Null: nobody took them out, or nobody knows.</param>
public sealed record ListedUser(
    string Name,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string>? Topologies,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    string? Why,
    DateTimeOffset PasswordAt,
    DateTimeOffset? RemovedAt,
    string? RemovedBy
)
{
    internal static ListedUser Of(IssuerUser user) =>
        new(
            user.Made.Id,
            user.Made.Roles,
            user.Made.Topologies,
            user.CreatedAt,
            user.Made.By,
            user.Made.Why,
            user.PasswordAt,
            user.RemovedAt,
            user.RemovedBy
        );
}

/// <summary>All people who may sign in at the embedded issuer, or might once, in the order in which they were let in.</summary>
public sealed class ListUsersOperation()
    : Operation<ListUsersRequest, IReadOnlyList<ListedUser>>(new OperationInfo("user.list", Role.Administrator, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListUsersRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<ListedUser>> RunAsync(
        ListUsersRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        return [.. (await store.ReadUsersAsync(stop)).Select(ListedUser.Of)];
    }
}
