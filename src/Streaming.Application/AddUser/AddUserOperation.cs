using Streaming.Application.Identity;
using Streaming.Application.Issuing;
using Streaming.Application.ListUsers;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Issuing;

namespace Streaming.Application.AddUser;

/// <param name="Name">By which they sign in: letters, digits, dots, dashes and underscores.</param>
/// <param name="Password">12 to 128 characters that are hard to guess; kept as a salted, slow hash.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Topologies">Names of the topologies where they may; null: all.</param>
public sealed record AddUserRequest(string Name, string Password, IReadOnlyList<Role> Roles, IReadOnlyList<string>? Topologies = null)
{
    /// <summary>Without the password, wherever it is written.</summary>
    public override string ToString() => $"{nameof(AddUserRequest)} {Name}";
}

/// <summary>Lets a person sign in at the embedded issuer.</summary>
public sealed class AddUserOperation()
    : Operation<AddUserRequest, ListedUser>(new OperationInfo("user.add", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(AddUserRequest request) =>
        HolderRules.About(request.Name, request.Roles, request.Topologies);

    /// <inheritdoc/>
    protected internal override async Task<ListedUser> RunAsync(AddUserRequest request, OperationContext context, CancellationToken stop)
    {
        HolderRules.Check("A person", request.Name, request.Roles, request.Topologies);
        PasswordRules.Check(request.Password, request.Name);
        var made = new NewUser(request.Name, PasswordHashes.Of(request.Password), HolderRules.Words(request.Roles))
        {
            Topologies = request.Topologies,
            By = context.Caller.Principal.Name,
            Why = context.Caller.Why,
        };
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        return await store.AddUserAsync(made, stop) is { } added
            ? ListedUser.Of(added)
            : throw HolderRules.Invalid(
                $"There is, or was, somebody called {request.Name}. Take another name: what is on record under it is about one person."
            );
    }
}
