using Streaming.Topology.Plan;
using Streaming.Torture.Publishing;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Checking;

/// <summary>What is judged: topics, a database, and what the publisher says it sent.</summary>
/// <param name="Kafka">Where the topics are.</param>
/// <param name="Postgres">The database of lineage and models.</param>
/// <param name="Plan">What ran.</param>
/// <param name="Partitions">Of every topic outside.</param>
/// <param name="Ledger">What was sent; null: the client may have sent twice, and what lies on the topics is what counts.</param>
sealed record Exhibits(string Kafka, string Postgres, PipelinePlan Plan, int Partitions, Ledger? Ledger)
{
    public static Exhibits Of(TortureScene scene) =>
        new(
            scene.Broker.Address,
            scene.Database.ConnectionString,
            scene.Plan,
            scene.Options.Partitions,
            scene.Publisher.IsExact ? scene.Publisher.Ledger : null
        );
}
