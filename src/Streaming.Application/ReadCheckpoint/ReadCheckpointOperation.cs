using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.VerifyLineage;
using Streaming.Lineage.Evidence;

namespace Streaming.Application.ReadCheckpoint;

/// <summary>A checkpoint whose signature was checked.</summary>
/// <param name="Key">Fingerprint of the key that signed it.</param>
public sealed record CheckedCheckpoint(Checkpoint Checkpoint, string Key);

/// <summary>Checks a checkpoint's signature and says what it says; needs no database.</summary>
public sealed class ReadCheckpointOperation()
    : Operation<CheckpointFile, CheckedCheckpoint>(new OperationInfo("checkpoint.read", Role.Auditor, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CheckpointFile request) => request.Path;

    /// <inheritdoc/>
    protected internal override Task<CheckedCheckpoint> RunAsync(CheckpointFile request, OperationContext context, CancellationToken stop)
    {
        using var key = request.Key.Read();
        return Task.FromResult(new CheckedCheckpoint(KeyFiles.ReadCheckpoint(request.Path, key).Content, key.Fingerprint));
    }
}
