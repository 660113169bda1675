using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Application.VerifyLineage;

/// <summary>Computes the hash chain of lineage again, and holds all that is stored beside it against the chain.</summary>
public sealed class VerifyLineageOperation()
    : Operation<VerifyLineageRequest, VerifiedLineage>(
        new OperationInfo("lineage.verify", Role.Auditor, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(VerifyLineageRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override VerifyLineageRequest Placed(VerifyLineageRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
            Checkpoint = request.Checkpoint is { } checkpoint
                ? new CheckpointFile(files.Reads(checkpoint.Path), new KeyFile(files.Reads(checkpoint.Key.Path)))
                : null,
            Key = request.Key is { } key ? new KeyFile(files.Reads(key.Path)) : null,
        };

    /// <inheritdoc/>
    protected internal override async Task<VerifiedLineage> RunAsync(
        VerifyLineageRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        using var key = (request.Checkpoint?.Key ?? request.Key)?.Read();
        var checkpoint = request.Checkpoint is { } file ? KeyFiles.ReadCheckpoint(file.Path, key!).Content : null;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var verifier = new LineageVerifier(await services.LineageAsync(stop), await services.ModelsAsync(stop)) { Key = key };
        var report = await verifier.VerifyAsync(topology.Name, checkpoint, context.Progress<VerifyProgress>(VerifyProgressWords.Of), stop);
        return VerifiedLineage.Of(topology.Name, report, checkpoint, key?.Fingerprint);
    }
}
