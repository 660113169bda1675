using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Torture.Checking;

/// <summary>Once all has stopped, what the consumer groups say is emitted is what lineage holds, to the last version.</summary>
static class EmittedCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<long> RunAsync(string kafka, PipelinePlan plan, LineageStore store, Findings findings, CancellationToken stop)
    {
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        foreach (var stage in plan.Stages)
        {
            var ends = streams
                .Where(s => s.Stream.Stage == stage.Name)
                .ToDictionary(s => new KafkaPartition(stage.EmittedTopic, s.Stream.Partition));
            var emitted = GroupOffsets.Committed(new KafkaConnection(kafka), stage.Group, ends.Keys, Patience);
            foreach (var (marker, stream) in ends)
            {
                if (!emitted.TryGetValue(marker, out var version) || version != stream.Version)
                {
                    findings.Add(
                        FindingKind.Differing,
                        $"{stream.Stream} ends at version {stream.Version}, the group says {version} is emitted"
                    );
                }
            }
        }

        return streams.Sum(s => s.Version);
    }
}
