using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Topology;

namespace Streaming.Application.CheckEvidence;

/// <param name="File">Evidence, as it was written by whoever proves.</param>
/// <param name="Key">Public key of the operator.</param>
public sealed record CheckEvidenceRequest(string File, KeyFile Key);

/// <summary>What evidence proves.</summary>
/// <param name="Record">The record's text.</param>
/// <param name="Batch">What is stated of its batch.</param>
/// <param name="SignedAt">When the checkpoint was signed that covers it.</param>
/// <param name="Key">Fingerprint of the key that signed it.</param>
public sealed record CheckedEvidence(bool Proved, string LineageId, JsonElement Record, BatchStatement Batch, string SignedAt, string Key);

/// <summary>Proves that a record is in the lineage that an operator signed, with nothing but the operator's public key.</summary>
public sealed class CheckEvidenceOperation()
    : Operation<CheckEvidenceRequest, CheckedEvidence>(new OperationInfo("evidence.check", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CheckEvidenceRequest request) => request.File;

    /// <inheritdoc/>
    protected internal override Task<CheckedEvidence> RunAsync(
        CheckEvidenceRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        using var key = request.Key.Read();
        var evidence = KeyFiles.ReadEvidence(request.File);
        try
        {
            var proved = EvidenceVerifier.Verify(evidence, key);
            return Task.FromResult(
                new CheckedEvidence(
                    true,
                    proved.Id.ToString(),
                    proved.Record,
                    proved.Batch,
                    IsoTime.Format(proved.Checkpoint.MadeAt),
                    key.Fingerprint
                )
            );
        }
        catch (EvidenceException e)
        {
            throw new StreamingException($"{request.File} proves nothing: {e.Message}.", e);
        }
    }
}
