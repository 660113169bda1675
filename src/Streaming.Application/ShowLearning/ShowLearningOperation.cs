using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;

namespace Streaming.Application.ShowLearning;

/// <summary>The story of a learning run.</summary>
public sealed class ShowLearningOperation()
    : Operation<RunRequest, DescribedRun>(new OperationInfo("learning.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RunRequest request) => $"{request.Topology} {request.Number}".TrimEnd();

    /// <inheritdoc/>
    protected internal override async Task<DescribedRun> RunAsync(RunRequest request, OperationContext context, CancellationToken stop)
    {
        var runs = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).RunsAsync(stop);
        return DescribedRun.Of(await request.FindAsync(runs, stop));
    }
}
