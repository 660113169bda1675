using System.Globalization;

namespace Streaming.Lineage.Batches;

/// <summary>One stage partition: one Marten stream, named <c>topology/stage/partition</c>.</summary>
public readonly record struct StreamKey(string Topology, string Stage, int Partition)
{
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
