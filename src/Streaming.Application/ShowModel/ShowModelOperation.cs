using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;
using Streaming.Topology;

namespace Streaming.Application.ShowModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">Null: the one in use, else the last.</param>
public sealed record ShowModelRequest(string Name, int? Version = null) : IModelRequest;

/// <summary>One version of a model: metrics, parameters, where it comes from.</summary>
public sealed class ShowModelOperation()
    : Operation<ShowModelRequest, RegisteredModel>(new OperationInfo("model.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowModelRequest request) => request.Name;

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        ShowModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var versions = (await (await services.ModelsAsync(stop)).ListAsync(stop)).Where(m => m.Name == request.Name).ToList();
        var shown = request.Version is { } version
            ? versions.Find(m => m.Version == version)
            : versions.Find(m => m.InUse) ?? versions.LastOrDefault();
        return shown
            ?? throw new StreamingException($"the registry has no such version of '{request.Name}'.")
            {
                Kind = FailureKind.Missing,
                Cure = Cure.ListModels,
            };
    }
}
