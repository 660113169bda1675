namespace Streaming.Lineage.Batches;

/// <summary>
/// What a marker batch says: from here on the stage's rows lie in so many partitions, and what its partitions held before
/// ends at these versions. Every later header of the stream names the version of its last marker
/// (<see cref="BatchHeader.RescaledAt"/>), so that the tail alone tells where state comes from.
/// </summary>
/// <param name="From">Partitions before.</param>
/// <param name="To">Partitions after.</param>
/// <param name="Versions">Last version of each partition's stream before the marker; 0 where it had none.</param>
public sealed record RescaleMarker(int From, int To, IReadOnlyList<long> Versions)
{
    /// <summary>The marker of a rescale to so many partitions, where the stream ends in it: that rescale was begun before.</summary>
    public static RescaleMarker? LastIn(LineageTail? tail, int partitions) =>
        tail?.Header?.Rescale is { } marker && marker.To == partitions ? marker : null;
}
