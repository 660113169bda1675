using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Workloads;

/// <summary>A topology under a name of its own, so that one Kafka and one PostgreSQL can take any number of runs.</summary>
/// <param name="Topology"><see cref="CardFraud"/> or <see cref="Stateless"/>.</param>
/// <param name="Run">Set behind every name that outlives the run.</param>
sealed record Workload(string Topology, string Run)
{
    public const string CardFraud = "card-fraud";
    public const string Stateless = "stateless";

    public static Workload Of(string topology) => new(topology, Guid.NewGuid().ToString("N")[..8]);

    public TopologyModel Load() =>
        Renamed(
            Topology == Stateless
                ? TopologyLoader.Parse(NumericEvents.TopologyText)
                : TopologyLoader.Load(
                    Repository.Find(Path.Combine("topology", Topology))
                        ?? throw new StreamingException(
                            $"topology/{Topology} is not above {AppContext.BaseDirectory}: run the benchmarks from a checkout."
                        )
                )
        );

    public PipelinePlan Compile() => PlanCompiler.Compile(Load());

    TopologyModel Renamed(TopologyModel topology) =>
        new TopologyNames(
            Named(topology.Name),
            Named(topology.Source.Topic),
            topology.Labels is { } labels ? Named(labels.Topic) : null,
            Named(topology.Output.Predictions),
            Named(topology.Output.Quarantine)
        )
        {
            Model = Named(topology.Score.Model!),
        }.Of(topology);

    string Named(string name) => $"{name}-{Run}";
}
