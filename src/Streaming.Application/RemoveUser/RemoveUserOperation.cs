using Streaming.Application.Issuing;
using Streaming.Application.ListUsers;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.RemoveUser;

/// <param name="Name">Of the person, as the list shows it.</param>
public sealed record RemoveUserRequest(string Name);

/// <summary>Takes a person out, for good: they sign in no more, and tokens that they have open nothing within a second.</summary>
public sealed class RemoveUserOperation()
    : Operation<RemoveUserRequest, ListedUser>(new OperationInfo("user.remove", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RemoveUserRequest request) => request.Name;

    /// <inheritdoc/>
    protected internal override async Task<ListedUser> RunAsync(RemoveUserRequest request, OperationContext context, CancellationToken stop)
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        var removed = await store.RemoveUserAsync(request.Name, context.Caller.Principal.Name, context.Caller.Why, stop)
            ?? throw new StreamingException("There is nobody of this name.") { Kind = FailureKind.Missing, Cure = Cure.ListUsers };
        await store.RevokeAllAsync(Grants.SubjectOf(removed), stop);
        return ListedUser.Of(removed);
    }
}
