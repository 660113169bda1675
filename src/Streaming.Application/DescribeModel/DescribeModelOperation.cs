using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;
using Streaming.Models.References;
using Streaming.Topology;

namespace Streaming.Application.DescribeModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">Which.</param>
public sealed record DescribeModelRequest(string Name, [property: Range(1, int.MaxValue)] int Version) : IModelRequest;

/// <summary>A model card: what somebody who is to rely on a version, or to judge it, has to know.</summary>
/// <param name="Model">The version, its metrics and its way.</param>
/// <param name="Reference">How the rows that it was trained on were distributed; null where that was not kept.</param>
/// <param name="Robustness">What disturbed inputs do to its scores and decisions; null where that was not measured.</param>
/// <param name="Limits">What it must not be taken for, a sentence each.</param>
public sealed record ModelCard(RegisteredModel Model, DriftReference? Reference, Robustness? Robustness, IReadOnlyList<string> Limits);

/// <summary>Puts together what is known of a version.</summary>
public sealed class DescribeModelOperation()
    : Operation<DescribeModelRequest, ModelCard>(new OperationInfo("model.card", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DescribeModelRequest request) => $"{request.Name} {request.Version}";

    /// <inheritdoc/>
    /// <exception cref="StreamingException">There is no such version.</exception>
    protected internal override async Task<ModelCard> RunAsync(
        DescribeModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var model = await registry.GetAsync(request.Name, request.Version, stop);
        var robustness = await registry.RobustnessAsync(model, stop);
        return new ModelCard(model, await registry.ReferenceAsync(model, stop), robustness, CardLimits.Of(model, robustness));
    }
}
