using Streaming.Application.Services;
using Streaming.Lineage.Evidence;

namespace Streaming.Application.CreateCheckpoint;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="File">Where the checkpoint is written.</param>
/// <param name="Key">Private key to sign with.</param>
/// <param name="Previous">File of the checkpoint before: only what came since is read; null: this is the first one.</param>
public sealed record CreateCheckpointRequest(string Topology, string File, KeyFile Key, string? Previous = null);

/// <summary>A checkpoint that was signed and written.</summary>
/// <param name="Key">Fingerprint of the key.</param>
public sealed record CreatedCheckpoint(string File, Checkpoint Checkpoint, string Key);
