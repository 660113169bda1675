using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.DescribeTopology;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record DescribeTopologyRequest(string Topology);

/// <summary>A system card: what somebody who answers for a pipeline, or judges it, has to know.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="At">When it was put together.</param>
/// <param name="Facts">What is known, and what is not.</param>
/// <param name="Duties">What rules ask for, and where the evidence is.</param>
public sealed record SystemCard(string Topology, DateTimeOffset At, IReadOnlyList<CardFact> Facts, IReadOnlyList<MappedDuty> Duties);

/// <summary>Something about a system.</summary>
/// <param name="Section">What it belongs to.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">In words; null: nobody has said, or it is not known.</param>
public sealed record CardFact(string Section, string Name, string? Value);

/// <summary>Puts together what is known of a topology, its model, its lineage and those who watch over it.</summary>
public sealed class DescribeTopologyOperation()
    : Operation<DescribeTopologyRequest, SystemCard>(new OperationInfo("topology.card", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DescribeTopologyRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<SystemCard> RunAsync(
        DescribeTopologyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        var champion = await ChampionAsync(plan.Topology.Score.Model, registry, stop);
        var robustness = champion is null ? null : await registry.RobustnessAsync(champion, stop);
        var facts = await SystemFacts.OfAsync(plan, services, champion, robustness, context.Time.GetUtcNow(), stop);
        return new SystemCard(plan.Topology.Name, context.Time.GetUtcNow(), facts, Duties.Of(plan.Topology, robustness is not null));
    }

    static async Task<RegisteredModel?> ChampionAsync(string? name, ModelRegistry registry, CancellationToken stop)
    {
        if (name is null || (await registry.ServingAsync(name, stop)).Champion is not { } champion)
            return null;
        return await registry.GetAsync(name, champion.Version, stop);
    }
}
