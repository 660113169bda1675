using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace Streaming.Pipeline.Metrics;

/// <summary>What a collector of metrics and traces listens to.</summary>
public static class StreamingTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Streaming";

    internal const string Topology = "streaming.topology";
    internal const string Stage = "streaming.stage";
    internal const string Partition = "streaming.partition";
    internal const string Step = "streaming.step";

    internal static string? Version { get; } =
        typeof(StreamingTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
