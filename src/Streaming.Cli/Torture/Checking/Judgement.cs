using Streaming.Cli.Torture.Scene;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Pipeline.Replay;

namespace Streaming.Cli.Torture.Checking;

/// <summary>All checks, once nothing runs any more but the broker and PostgreSQL.</summary>
internal static class Judgement
{
    public static async Task<TortureCounts> PassAsync(TortureScene scene, Findings findings, Action<string> note, CancellationToken stop)
    {
        var (kafka, plan, partitions) = (scene.Broker.Address, scene.Plan, scene.Options.Partitions);
        await using var store = new LineageStore(scene.Database.ConnectionString);
        note("checking what was published against lineage and outputs");
        var sources = SourceTopics.Read(kafka, plan.Topology, partitions, scene.Publisher.Ledger, findings, stop);
        var lineage = await LineageRecords.ReadAsync(store, plan, stop);
        LineageCheck.Run(plan, sources, lineage, findings);
        var outputs = new OutputCheck(sources, lineage, findings);
        using var reader = new TopicReader(new KafkaConnection(kafka));
        var predictions = outputs.Predictions(reader.ReadAll(KafkaPartition.Of(plan.Topology.Output.Predictions, partitions), stop));
        var quarantined = outputs.Quarantine(reader.ReadAll(KafkaPartition.Of(plan.Topology.Output.Quarantine, partitions), stop));
        var batches = await EmittedCheck.RunAsync(kafka, plan, store, findings, stop);

        note("verifying and replaying lineage");
        foreach (var fault in (await new ChainVerifier(store).VerifyAsync(plan.Topology.Name, ct: stop)).Faults) findings.Add(FindingKind.Unsound, fault.Message);
        var replay = await new LineageReplayer(plan, store, new NoModels()).RunAsync(new ReplayOptions(), stop: stop);
        for (var row = 0L; row < replay.Differing + replay.EngineDiffers; row++) findings.Add(FindingKind.Differing, $"replay against lineage: {replay.First}");

        note("running the same records without faults");
        var calm = await CalmRun.RunAsync(scene, sources, store, stop);
        var compared = CalmCheck.Run(lineage, calm, findings);
        return new TortureCounts(sources.Events.Count, sources.Labels.Count, predictions, quarantined, batches, replay.Compared, compared);
    }
}
