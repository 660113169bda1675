namespace Streaming.Events.Predictions;

/// <summary>What scored a batch: a version of a registered model, or the topology's rule.</summary>
public sealed record ScoredBy(string? Model, int Version)
{
    public static ScoredBy Rule { get; } = new(null, 0);
}
