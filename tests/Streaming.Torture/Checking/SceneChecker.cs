using Streaming.Application.Services;
using Streaming.Inference.Models;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Models;
using Streaming.Pipeline.Replay;
using Streaming.Topology.Plan;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Checking;

/// <summary>All checks, once nothing runs any more but the broker and PostgreSQL.</summary>
static class SceneChecker
{
    public static async Task<TortureCounts> PassAsync(TortureScene scene, Findings findings, Action<string> note, CancellationToken stop)
    {
        var exhibits = Exhibits.Of(scene);
        var (counts, sources, lineage) = await PassAsync(exhibits, findings, note, stop);
        if (scene.Options.Learning)
        {
            note("checking what came of learning runs");
            counts = await new LearningCheck(exhibits.Postgres, scene.Plan.Topology, findings).RunAsync(scene.Learning!.Told, counts, stop);
        }

        // Without watermarks the order is that in which records came, which is another in a second run.
        if (!scene.Options.Publisher.IsOrdered)
            return counts;
        note("running the same records without faults");
        await using var store = new LineageStore(exhibits.Postgres);
        var calm = await BaselineRun.RunAsync(scene, sources, store, stop);
        return counts with { ComparedWithBaseline = BaselineCheck.Run(lineage, calm, findings) };
    }

    /// <summary>All that can be told from what is there.</summary>
    public static async Task<(TortureCounts Counts, SourceTopics Sources, IReadOnlyDictionary<string, StageRecords> Lineage)> PassAsync(
        Exhibits exhibits,
        Findings findings,
        Action<string> note,
        CancellationToken stop
    )
    {
        var (kafka, plan, partitions) = (exhibits.Kafka, exhibits.Plan, exhibits.Partitions);
        await using var store = new LineageStore(exhibits.Postgres);
        using var models = await LineageAccess.OpenModelsAsync(exhibits.Postgres, TimeProvider.System, stop);
        note("checking what was published against lineage and outputs");
        var sources = SourceTopics.Read(kafka, plan.Topology, partitions, exhibits.Ledger, findings, stop);
        var lineage = await ReadAsync(store, plan, findings, stop);
        LineageCheck.Run(plan, sources, lineage, findings);
        var outputs = new OutputCheck(plan.Topology, sources, lineage, findings);
        using var reader = new TopicReader(new KafkaConnection(kafka));
        var predictions = outputs.Predictions(reader.ReadAll(KafkaPartition.Of(plan.Topology.Output.Predictions, partitions), stop));
        var quarantined = outputs.Quarantine(reader.ReadAll(KafkaPartition.Of(plan.Topology.Output.Quarantine, partitions), stop));
        var batches = await EmittedCheck.RunAsync(kafka, plan, store, findings, stop);

        note("verifying and replaying lineage");
        foreach (var fault in (await new LineageVerifier(store, models).VerifyAsync(plan.Topology.Name, stop: stop)).Faults)
            findings.Add(FindingKind.Unsound, fault.Message);
        var replayed = await ReplayAsync(exhibits, store, models, findings, stop);
        var scoredBy = lineage.Values.SelectMany(s => s.Rows).OfType<ScoredRow>().Select(r => r.ScoredBy).Distinct().Count();
        return (
            new TortureCounts(sources.Events.Count, sources.Labels.Count, predictions, quarantined, batches, replayed, Scorers: scoredBy),
            sources,
            lineage
        );
    }

    static async Task<IReadOnlyDictionary<string, StageRecords>> ReadAsync(
        LineageStore store,
        PipelinePlan plan,
        Findings findings,
        CancellationToken stop
    )
    {
        try
        {
            return await LineageRecords.ReadAsync(store, plan, stop);
        }
        catch (LineageCorruptException e)
        {
            findings.Add(FindingKind.Unsound, $"lineage cannot be read: {e.Message}");
            return plan.Stages.ToDictionary(s => s.Name, _ => new StageRecords(), StringComparer.Ordinal);
        }
    }

    /// <returns>How many rows were replayed.</returns>
    static async Task<long> ReplayAsync(
        Exhibits exhibits,
        LineageStore store,
        ModelRegistry models,
        Findings findings,
        CancellationToken stop
    )
    {
        try
        {
            var replay = await new LineageReplayer(exhibits.Plan, store, models).RunAsync(new ReplayOptions(), stop: stop);
            for (var row = 0L; row < replay.Differing + replay.EngineDiffers; row++)
                findings.Add(FindingKind.Differing, $"replay against lineage: {replay.First}");
            return replay.Compared;
        }
        catch (Exception e) when (e is LineageCorruptException or ModelException)
        {
            findings.Add(FindingKind.Unsound, $"lineage cannot be replayed: {e.Message}");
            return 0;
        }
    }
}
