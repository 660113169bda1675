using Streaming.Topology;

namespace Streaming.Application.Operations;

/// <summary>The caller may not do this.</summary>
public sealed class RefusedException(OperationInfo operation, Principal principal)
    : StreamingException(
        principal.Name is { } name
            ? $"{name} may not call {operation.Name}: that takes the role {operation.Role.ToString().ToLowerInvariant()}."
            : $"Nobody knows who calls {operation.Name}, and that takes the role {operation.Role.ToString().ToLowerInvariant()}."
    )
{
    /// <summary>What was asked for.</summary>
    public OperationInfo Operation { get; } = operation;
}
