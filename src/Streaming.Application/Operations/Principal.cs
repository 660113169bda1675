namespace Streaming.Application.Operations;

/// <summary>Somebody who calls operations: a person, a program or a policy.</summary>
/// <param name="Name">As the access log shows it; null: nobody knows who.</param>
/// <param name="Roles">What they may do.</param>
public sealed record Principal(string? Name, IReadOnlySet<Role> Roles)
{
    /// <summary>Somebody of whom nothing is known, and who may do nothing.</summary>
    public static Principal Anonymous { get; } = new(null, new HashSet<Role>());

    /// <summary>Whoever sits at this machine. They can reach files, broker and database past any check made here, so they hold every
    /// role.</summary>
    public static Principal LocalUser { get; } = new(Environment.UserName, new HashSet<Role>(Enum.GetValues<Role>()));

    /// <summary>Personal fields are shown to them as they are.</summary>
    public bool SeesPersonal => Roles.Contains(Role.PrivacyOfficer);

    /// <summary>Where the roles hold; null: everywhere.</summary>
    public RoleScope? Scope { get; init; }
}

/// <summary>Some topologies, and what belongs to them alone.</summary>
/// <param name="Topologies">By name, and by what operations know them by.</param>
/// <param name="Models">Names of models that no other topology is scored by.</param>
public sealed record RoleScope(IReadOnlySet<string> Topologies, IReadOnlySet<string> Models);

/// <summary>A call of an operation, apart from what it asks for.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Why">The reason they gave, for the access log; null: none.</param>
public sealed record Caller(Principal Principal, string? Why = null)
{
    /// <summary>Whoever sits at this machine, for no stated reason.</summary>
    public static Caller Local { get; } = new(Principal.LocalUser);

    /// <summary>Network address that the call came from; null: it was made on this machine.</summary>
    public string? Address { get; init; }

    /// <summary>Number of the job that the call is made for; null: for none.</summary>
    public long? Job { get; init; }
}
