using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Hosting;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Torture.Children;
using Streaming.Torture.Scene;

namespace Streaming.Torture.Checking;

/// <summary>
/// The same records, in the same partitions and order, through the same topology under another name, in one process that
/// nobody disturbs, and in batches of another size.
/// </summary>
static class BaselineRun
{
    const int BatchRows = 3001;

    public static async Task<IReadOnlyDictionary<string, StageRecords>> RunAsync(
        TortureScene scene,
        SourceTopics sources,
        LineageStore store,
        CancellationToken stop
    )
    {
        var options = scene.Options;
        var plan = TortureTopology.Load(options.Topology, "calm");
        await OutsideTopics.EnsureAsync(new KafkaConnection(scene.Broker.Address), plan.Topology, options.Partitions);
        Copy(scene, scene.Plan.Topology.Source.Topic, plan.Topology.Source.Topic, stop);
        if (plan.Topology.Labels is { } labels)
            Copy(scene, scene.Plan.Topology.Labels!.Topic, labels.Topic, stop);

        var spec = TortureScene.Spec(options, plan) with
        {
            Kafka = scene.Broker.Address,
            Postgres = scene.Database.ConnectionStringVia(scene.Database.Port),
            Instance = "calm",
            MaxBatchRows = BatchRows,
        };
        // The model that was put to use last scores all of it.
        await using var pipeline = await SpecifiedPipeline.StartAsync(plan, spec, stop: stop);
        var host = pipeline.Host;
        var done = await Until.TrueAsync(() => host.Completion.IsCompleted || IsThrough(host, plan, sources), options.Patience, stop);
        if (!done)
            throw new StreamingException($"the undisturbed run does not come to its end within {options.Patience.TotalSeconds:0} s");
        await host.StopAsync();
        return await LineageRecords.ReadAsync(store, plan, stop);
    }

    static bool IsThrough(PipelineHost host, PipelinePlan plan, SourceTopics sources)
    {
        var stages = host.Snapshot();
        var rejected = stages.Where(s => s.Stage != StageOfLabels(plan)).Sum(s => s.Rejected);
        return stages[^1].Accepted + rejected >= sources.Events.Count;
    }

    static string? StageOfLabels(PipelinePlan plan) => plan.Stages.FirstOrDefault(s => s.Inputs.Any(i => i.Kind == InputKind.Labels))?.Name;

    static void Copy(TortureScene scene, string from, string to, CancellationToken stop)
    {
        var kafka = new KafkaConnection(scene.Broker.Address);
        using var publisher = new RecordPublisher(kafka);
        using var reader = new TopicReader(kafka);
        // Without the time: the copy arrives now.
        foreach (var record in reader.ReadAll(KafkaPartition.Of(from, scene.Options.Partitions), stop))
            publisher.Send(record.Partition with { Topic = to }, record.Key, record.Value, record.Headers);
        publisher.Acknowledge(stop);
    }
}
