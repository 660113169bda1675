using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Application.VerifyLineage;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Verification;
using Streaming.Pipeline.Recovery;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RemoveLineage;

/// <summary>
/// Removes lineage that is older than its topology's <c>lineage.keep</c>, by whole segments, under a signed statement. The pipeline may
/// run.
/// </summary>
public sealed class RemoveLineageOperation()
    : Operation<RemoveLineageRequest, RemovedLineage>(new OperationInfo("retention.apply", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RemoveLineageRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<RemovedLineage> RunAsync(
        RemoveLineageRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var topology = plan.Topology;
        if (topology.Lineage.Keep is not { } keep)
        {
            throw new StreamingException(
                $"{topology.Name} does not say how long lineage is kept, so all of it is. Write `lineage: {{ keep: 400d }}` in its file."
            );
        }

        if (!request.DryRun && request.Key is null)
            throw new StreamingException("Every removal is signed: name the operator's private key.");
        using var key = request.DryRun ? null : request.Key!.Read();
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var rule = new RetentionRule(topology.Name, keep, await StageLookBack.OfAsync(plan, lineage, stop));
        var retention = new LineageRetention(lineage, context.Time) { OnStep = (step, what) => context.Note(RemovalWords.Of(step, what)) };
        if (key is null)
        {
            return RemovedLineage.Of(
                topology.Name,
                keep,
                dryRun: true,
                new RetentionReport(await retention.PlanAsync(rule, stop), null, [])
            );
        }

        var report = await retention.RunAsync(
            rule,
            key,
            new RetentionAuthor(context.Caller.Principal.Name, context.Caller.Why),
            request.Archive,
            context.Progress<VerifyProgress>(VerifyProgressWords.Of),
            stop
        );
        return RemovedLineage.Of(topology.Name, keep, dryRun: false, report);
    }
}
