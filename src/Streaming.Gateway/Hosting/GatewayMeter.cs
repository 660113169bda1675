using System.Diagnostics.Metrics;
using System.Globalization;
using Streaming.Gateway.Problems;

namespace Streaming.Gateway.Hosting;

/// <summary>What a gateway refuses and what it could not do, for whoever collects metrics. Callers choose none of the tags, so that they
/// make no series of their own.</summary>
sealed class GatewayMeter : IDisposable
{
    /// <summary>What a collector listens to.</summary>
    public const string Name = "Streaming.Gateway";

    readonly Meter _meter = new(Name);
    readonly Counter<long> _refusals;

    public GatewayMeter() =>
        _refusals = _meter.CreateCounter<long>("streaming.gateway.refusals", "{request}", "Requests that were refused or that failed.");

    public void Dispose() => _meter.Dispose();

    /// <summary>Counts one.</summary>
    /// <param name="problem">What is told of it.</param>
    /// <param name="isRpc">It came over gRPC.</param>
    public void Count(Problem problem, bool isRpc)
    {
        if (!_refusals.Enabled)
            return;
        _refusals.Add(
            1,
            new("streaming.code", problem.Code),
            new("streaming.status", problem.Status.ToString(CultureInfo.InvariantCulture)),
            new("streaming.limit", problem.Limit ?? ""),
            new("streaming.protocol", isRpc ? "grpc" : "http")
        );
    }
}
