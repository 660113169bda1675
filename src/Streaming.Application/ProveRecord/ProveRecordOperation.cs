using Streaming.Application.FindRecord;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.VerifyLineage;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Verification;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.ProveRecord;

/// <summary>Writes a record with its proof, which tells nothing of other records and is checked without database or broker.</summary>
public sealed class ProveRecordOperation()
    : Operation<ProveRecordRequest, WrittenEvidence>(new OperationInfo("evidence.prove", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ProveRecordRequest request) => $"{request.Topology} {request.Id}";

    /// <inheritdoc/>
    protected internal override async Task<WrittenEvidence> RunAsync(
        ProveRecordRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var stories = await RecordFinder.FindAsync(lineage, plan, request.Topology, request.Id, stop);
        if (stories.Count > 1)
        {
            throw new StreamingException(
                $"{stories.Count} records carry this event id. Name one of them: {string.Join(", ", stories.Select(s => s.LineageId))}."
            );
        }

        using var key = request.Key.Read();
        var checkpoint = KeyFiles.ReadCheckpoint(request.Checkpoint, key);
        var id = stories[0].LineageId;
        var evidence = await new EvidenceBuilder(lineage).BuildAsync(
            id,
            checkpoint,
            context.Progress<Lineage.Verification.VerifyProgress>(VerifyProgressWords.Of),
            stop
        );
        if (request.Output is { } open)
            await KeyFiles.WriteAsync(open, evidence.Write());
        else
            KeyFiles.WriteNew(request.File, evidence.Write());
        return new WrittenEvidence(request.File, id.ToString(), evidence.RecordPath.Count + evidence.BatchPath.Count);
    }
}
