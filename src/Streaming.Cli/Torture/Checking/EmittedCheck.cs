using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Torture.Checking;

/// <summary>Once all has stopped, what the consumer groups say is emitted is what lineage holds, to the last version.</summary>
internal static class EmittedCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<long> RunAsync(string kafka, PipelinePlan plan, LineageStore store, Findings findings, CancellationToken stop)
    {
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        foreach (var stage in plan.Stages)
        {
            using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = kafka, GroupId = stage.Group, IsolationLevel = IsolationLevel.ReadCommitted })
                .SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
            foreach (var stream in streams.Where(s => s.Stream.Stage == stage.Name))
            {
                var emitted = consumer.Committed([new TopicPartition(stage.EmittedTopic, stream.Stream.Partition)], Patience)[0].Offset;
                if (emitted.Value != stream.Version)
                    findings.Add(FindingKind.Differing, $"{stream.Stream} ends at version {stream.Version}, the group says {emitted} is emitted");
            }
        }

        return streams.Sum(s => s.Version);
    }
}
