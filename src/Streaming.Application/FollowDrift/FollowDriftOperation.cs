using Streaming.Application.Operations;
using Streaming.Application.ShowDrift;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Outcomes;
using Streaming.Lineage.Following;
using Streaming.Lineage.Monitoring;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.FollowDrift;

/// <summary>Watches the features and scores that lineage records for changes, and holds scores against labels.</summary>
public sealed class FollowDriftOperation()
    : Operation<FollowDriftRequest, ShownDrift>(new OperationInfo("drift.follow", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FollowDriftRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownDrift> RunAsync(
        FollowDriftRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var plan = PlanCompiler.Compile(topology);
        var judging = LabelJudging.Options(topology, request);
        var watching = request.ColumnsOf(topology.Learning.Drift);
        if ((watching.Fault ?? judging?.Fault) is { } fault)
            throw new StreamingException(fault);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var follower = new DriftFollower(lineage, topology.Name, watching, new FollowerOptions { Stage = plan.Final.Name });
        var outcomes = judging is null ? null : new OutcomeFollower(lineage, plan, judging, LabelJudging.Following);
        if (request.Anew)
        {
            await follower.ForgetAsync(stop);
            await (outcomes?.ForgetAsync(stop) ?? Task.CompletedTask);
        }

        if (request.ToEnd)
        {
            await follower.CatchUpAsync((done, all) => context.Report(Advanced.Of("watching", done, all, "batches")), stop);
            if (outcomes is not null)
                await outcomes.CatchUpAsync((done, all) => context.Report(Advanced.Of("judging", done, all, "batches")), stop);
        }
        else
        {
            await BothAsync(follower.RunAsync, outcomes is null ? null : outcomes.RunAsync, stop);
        }

        // What is there when it was stopped is shown all the same.
        var showing = request.ToEnd ? stop : CancellationToken.None;
        return await ShownDrift.OfAsync(topology.Name, follower, outcomes, reference: null, showing);
    }

    /// <summary>Where one fails, neither goes on.</summary>
    static async Task BothAsync(Func<CancellationToken, Task> one, Func<CancellationToken, Task>? other, CancellationToken stop)
    {
        if (other is null)
        {
            await one(stop);
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] both = [one(over.Token), other(over.Token)];
        await Task.WhenAny(both);
        await over.CancelAsync();
        await Task.WhenAll(both);
    }
}
