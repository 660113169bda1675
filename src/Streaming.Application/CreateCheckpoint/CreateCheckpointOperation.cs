using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.VerifyLineage;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Application.CreateCheckpoint;

/// <summary>Signs the ends of all streams of a topology, and the records up to there.</summary>
public sealed class CreateCheckpointOperation()
    : Operation<CreateCheckpointRequest, CreatedCheckpoint>(new OperationInfo("checkpoint.create", Role.Auditor, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CreateCheckpointRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<CreatedCheckpoint> RunAsync(
        CreateCheckpointRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        using var key = request.Key.Read();
        var previous = request.Previous is { } path ? KeyFiles.ReadCheckpoint(path, key) : null;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var verifier = new LineageVerifier(lineage, await services.ModelsAsync(stop));
        var builder = new CheckpointBuilder(lineage, context.Time) { Histories = await verifier.HistoriesAsync(topology.Name, stop) };
        var checkpoint = await builder.BuildAsync(topology.Name, previous, context.Progress<VerifyProgress>(VerifyProgressWords.Of), stop);
        KeyFiles.WriteNew(request.File, checkpoint.Sign(key).Write());
        return new CreatedCheckpoint(request.File, checkpoint, key.Fingerprint);
    }
}
