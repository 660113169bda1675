using Streaming.Application.ListTopologies;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Issuing;

namespace Streaming.Gateway;

/// <summary>What a gateway is told.</summary>
public sealed record GatewaySettings
{
    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>Where it listens for HTTP/2 alone, without TLS: gRPC; empty: nowhere.</summary>
    public IReadOnlyList<ListenAddress> Grpc { get; init; } = [];

    /// <summary>Which topologies callers may name.</summary>
    public required IReadOnlyList<ListedTopology> Topologies { get; init; }

    /// <summary>Callers must say who they are, on this machine too.</summary>
    public bool RequireIdentity { get; init; }

    /// <summary>Whose tokens let callers in, beside API keys; null: nobody's.</summary>
    public TokenIssuer? Issuer { get; init; }

    /// <summary>It issues tokens itself; null: it does not.</summary>
    public EmbeddedIssuer? OwnIssuer { get; init; }

    /// <summary>What it shows who it is by, and asks of others; null: it listens without TLS alone.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Nobody gets in without saying who they are: so it is wherever other machines reach it.</summary>
    public bool KnowsEverybody =>
        RequireIdentity || Issuer is not null || OwnIssuer is not null || Listen.Concat(Grpc).Any(l => l.IsPublic);

    /// <summary>How much it takes from outside.</summary>
    public GatewayLimits Limits { get; init; } = new();
}
