using System.Globalization;

namespace Streaming.Lineage.Batches;

/// <summary>One stage partition: one Marten stream, named <c>topology/stage/partition</c>.</summary>
public readonly record struct StreamKey(string Topology, string Stage, int Partition)
{
    /// <summary>
    /// In place of a stage: what callers asked a model for and were answered, outside the pipeline. Such batches have rows with features,
    /// score and decision, and no positions; partitions are those who write side by side. No stage is named so.
    /// </summary>
    public const string Requests = "requests";

    /// <summary>It is no stage's, but holds what callers asked for.</summary>
    public bool IsRequests => Stage == Requests;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topology}/{Stage}/{Partition}");

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, out StreamKey key)
    {
        var parts = text.Split('/');
        var valid =
            parts.Length == 3
            && parts[0].Length > 0
            && parts[1].Length > 0
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        key = valid ? new StreamKey(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture)) : default;
        return valid;
    }
}
