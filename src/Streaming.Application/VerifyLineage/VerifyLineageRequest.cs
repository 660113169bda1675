using Streaming.Application.Services;

namespace Streaming.Application.VerifyLineage;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Checkpoint">Signed earlier: shows ends that were cut off since, and rewritten streams; null: none.</param>
public sealed record VerifyLineageRequest(string Topology, CheckpointFile? Checkpoint = null)
{
    /// <summary>Public key by which every removal of lineage must be signed; null: that of the checkpoint, if any.</summary>
    public KeyFile? Key { get; init; }
}

/// <summary>A file with a signed checkpoint.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Key">Public key of whoever signed it.</param>
public sealed record CheckpointFile(string Path, KeyFile Key);
