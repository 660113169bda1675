using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>The caller may not do this. Whether there is what they asked for, this does not tell.</summary>
public sealed class RefusedException : StreamingException
{
    /// <summary>They do not hold the role.</summary>
    public RefusedException(OperationInfo operation, Principal principal)
        : base(
            principal.Name is { } name
                ? $"{name} may not call {operation.Name}: that takes the role {operation.Role.Word()}."
                : $"Nobody knows who calls {operation.Name}, and that takes the role {operation.Role.Word()}."
        ) => Operation = operation;

    RefusedException(string message, OperationInfo operation)
        : base(message) => Operation = operation;

    /// <summary>What was asked for.</summary>
    public OperationInfo Operation { get; }

    /// <summary>They name somebody whom they may not know.</summary>
    public static RefusedException Personal(OperationInfo operation, Principal principal) =>
        new(
            $"{principal.Name} may not name whom to look for with {operation.Name}: that is personal here, and takes the role "
                + $"{Role.PrivacyOfficer.Word()}.",
            operation
        );

    /// <summary>They hold the role, and not there.</summary>
    public static RefusedException Elsewhere(OperationInfo operation, Principal principal) =>
        new($"{principal.Name} may not call {operation.Name} there: its roles hold in some topologies alone.", operation);
}
