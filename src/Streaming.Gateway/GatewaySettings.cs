using Streaming.Application.ListTopologies;

namespace Streaming.Gateway;

/// <summary>What a gateway is told.</summary>
public sealed record GatewaySettings
{
    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>Which topologies callers may name.</summary>
    public required IReadOnlyList<ListedTopology> Topologies { get; init; }

    /// <summary>How much it takes from outside.</summary>
    public GatewayLimits Limits { get; init; } = new();
}
