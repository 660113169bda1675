using Streaming.Application.Operations;
using Streaming.Drift.Specs;

namespace Streaming.Application.ListDetectors;

/// <summary>Lists the kinds of drift detectors, with their parameters.</summary>
public sealed class ListDetectorsOperation()
    : Operation<ListDetectorsRequest, ListedDetectors>(
        new OperationInfo("drift.detectors", Role.Viewer, Recording.Summarised) { Reach = Reach.Nothing }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ListDetectorsRequest request) => "";

    /// <inheritdoc/>
    protected internal override Task<ListedDetectors> RunAsync(
        ListDetectorsRequest request,
        OperationContext context,
        CancellationToken stop
    ) =>
        Task.FromResult(
            new ListedDetectors([
                .. DetectorKinds.All.Select(kind => new ListedDetector(
                    kind.Name,
                    kind == DetectorKinds.Default,
                    kind.Meaning,
                    kind.Source,
                    [.. kind.Parameters.Select(p => new ListedParameter(p.Name, p.Meaning, p.Allowed, p.Default))]
                )),
            ])
        );
}
