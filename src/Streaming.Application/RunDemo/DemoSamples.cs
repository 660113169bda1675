using System.Text.Json;
using Streaming.Application.Services;
using Streaming.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>A prediction as a consumer got it, and what the lineage says of it.</summary>
sealed record DemoSample(string Prediction, LineageRecord Recorded);

/// <summary>Picks predictions worth a look: the highest scores among the last ones.</summary>
static class DemoSamples
{
    const int Wanted = 3;
    const int LookedAt = 5000;

    /// <summary>
    /// A decision to explain: of those that a model made with the topology's first name among the last ones, the one with the least score,
    /// which it comes to most narrowly; null: there is none.
    /// </summary>
    public static async Task<LineageRecord?> NarrowestAsync(
        KafkaConnection kafka,
        PipelinePlan plan,
        LineageStore lineage,
        CancellationToken stop
    )
    {
        var wanted = plan.Topology.Score.Decisions[0].Name;
        var records = await LatestRecords.ReadAsync(kafka, plan.Topology.Output.Predictions, LookedAt, r => r.Value is not null, stop);
        var narrow = records
            .Select(r => JsonDocument.Parse(r.Value!).RootElement)
            .Where(p => p.GetProperty("decision").GetString() == wanted)
            .OrderBy(p => p.GetProperty("score").GetDouble());
        foreach (var prediction in narrow)
        {
            if (
                LineageId.TryParse(prediction.GetProperty("lineage_id").GetString()!, out var id)
                && await lineage.RecordAsync(id, stop) is { DecidedBy: not null } recorded
            )
            {
                return recorded;
            }
        }

        return null;
    }

    public static async Task<List<DemoSample>> PickAsync(
        KafkaConnection kafka,
        PipelinePlan plan,
        LineageStore lineage,
        CancellationToken stop
    )
    {
        var records = await LatestRecords.ReadAsync(kafka, plan.Topology.Output.Predictions, LookedAt, r => r.Value is not null, stop);
        var best = records
            .Select(r => JsonDocument.Parse(r.Value!).RootElement)
            .OrderByDescending(p => p.GetProperty("score").GetDouble())
            .Take(Wanted);
        var samples = new List<DemoSample>();
        foreach (var prediction in best)
        {
            if (
                LineageId.TryParse(prediction.GetProperty("lineage_id").GetString()!, out var id)
                && await lineage.RecordAsync(id, stop) is { } recorded
            )
            {
                samples.Add(new DemoSample(prediction.GetRawText(), recorded));
            }
        }

        return samples;
    }
}
