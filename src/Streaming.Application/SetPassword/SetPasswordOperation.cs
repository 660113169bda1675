using Streaming.Application.Issuing;
using Streaming.Application.ListUsers;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.SetPassword;

/// <param name="Name">Of the person, as the list shows it.</param>
/// <param name="Password">12 to 128 characters that are hard to guess; kept as a salted, slow hash.</param>
public sealed record SetPasswordRequest(string Name, string Password)
{
    /// <summary>Without the password, wherever it is written.</summary>
    public override string ToString() => $"{nameof(SetPasswordRequest)} {Name}";
}

/// <summary>Gives a person another password: whoever knew the one before has nothing of it any more, tokens included.</summary>
public sealed class SetPasswordOperation()
    : Operation<SetPasswordRequest, ListedUser>(new OperationInfo("user.password", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(SetPasswordRequest request) => request.Name;

    /// <inheritdoc/>
    protected internal override async Task<ListedUser> RunAsync(
        SetPasswordRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        PasswordRules.Check(request.Password, request.Name);
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        var (by, why) = (context.Caller.Principal.Name, context.Caller.Why);
        var user = await store.SetPasswordAsync(request.Name, PasswordHashes.Of(request.Password), by, why, stop);
        if (user is not { RemovedAt: null })
            throw new StreamingException("There is nobody of this name.") { Kind = FailureKind.Missing, Cure = Cure.ListUsers };
        await store.RevokeAllAsync(Grants.SubjectOf(user), stop);
        return ListedUser.Of(user);
    }
}
