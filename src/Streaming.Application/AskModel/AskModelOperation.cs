using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Inference.Models;
using Streaming.Models;
using Streaming.Pipeline.Requests;
using Streaming.Topology;

namespace Streaming.Application.AskModel;

/// <summary>Scores feature vectors that a caller has, outside the pipeline; the answer is in lineage before it is given.</summary>
public sealed class AskModelOperation()
    : Operation<AskModelRequest, AskedModel>(new OperationInfo("model.ask", Role.Publisher, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(AskModelRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<AskedModel> RunAsync(AskModelRequest request, OperationContext context, CancellationToken stop)
    {
        if (request.Id is { Length: > AskModelRequest.LongestId })
            throw new StreamingException($"An id has at most {AskModelRequest.LongestId} characters.") { Kind = FailureKind.Invalid };
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var scorer = await (await services.ScorersAsync(stop)).OfAsync(request.Topology, stop);
        var (values, rows) = FeatureVectors.Of(request.Inputs, scorer.Features);
        var id = request.Id ?? Guid.CreateVersion7().ToString("N");
        var asked = new AskedRows(id, context.Caller.Principal.Name, values, rows);
        var version = request.Version is { } named ? await FindAsync(await services.ModelsAsync(stop), request.Model, named, stop) : null;
        var answered = await scorer.AskAsync(asked, version, stop);
        return new AskedModel(
            answered.Model.Name,
            answered.Model.Version,
            id,
            answered.First.ToString(),
            answered.Scores,
            answered.Decisions
        );
    }

    static async Task<ModelVersion> FindAsync(ModelRegistry registry, string name, int version, CancellationToken stop) =>
        await registry.FindAsync(name, version, stop) is { } found
            ? new ModelVersion(found.Name, found.Version, found.Hash)
            : throw new StreamingException($"Model {name} has no version {version}.") { Kind = FailureKind.Missing };
}
