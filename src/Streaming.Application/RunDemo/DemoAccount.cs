using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>What went in and what came out.</summary>
/// <param name="Published">Records on the source topic.</param>
/// <param name="Scored">Rows of the final stage in the lineage.</param>
/// <param name="Quarantined">Rejected records in the lineage.</param>
/// <param name="Predictions">Records a read-committed consumer finds on the predictions topic.</param>
sealed record DemoAccount(long Published, long Scored, long Quarantined, long Predictions)
{
    public bool IsExact => Published == Scored + Quarantined && Predictions == Scored;

    public static async Task<DemoAccount> TakeAsync(
        KafkaConnection kafka,
        PipelinePlan plan,
        LineageStore lineage,
        long published,
        CancellationToken stop
    )
    {
        var streams = await lineage.ListStreamsAsync(plan.Topology.Name, stop);
        using var admin = new KafkaAdmin(kafka);
        var partitions = admin.PartitionsOf(plan.Topology.Output.Predictions);
        var (from, to) = (await admin.StartsAsync(partitions), await admin.EndsAsync(partitions));
        using var reader = new TopicReader(kafka, WantedRecords.WithoutValues);
        var predictions = await Task.Run(() => reader.Read(from, to, stop).LongCount(), stop);
        return new DemoAccount(
            published,
            streams.Where(s => s.Stream.Stage == plan.Final.Name).Sum(s => s.Totals.Rows),
            streams.Sum(s => s.Totals.Rejected),
            predictions
        );
    }

    /// <summary>Count by decision of the final stage, and of all that was rejected.</summary>
    public static IReadOnlyDictionary<string, long> Outcomes(PipelinePlan plan, IReadOnlyList<StreamSummary> streams)
    {
        var outcomes = plan.Topology.Score.Decisions.ToDictionary(
            d => d.Name,
            d => streams.Where(s => s.Stream.Stage == plan.Final.Name).Sum(s => s.Totals.Outcomes.GetValueOrDefault(d.Name)),
            StringComparer.Ordinal
        );
        outcomes["quarantined"] = streams.Sum(s => s.Totals.Rejected);
        return outcomes;
    }
}
