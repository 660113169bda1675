using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Kafka;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Rescaling;

/// <summary>
/// Whether a stopped stage has taken everything there is: what lies between its recorded positions and the ends of its inputs
/// may only be watermarks and commit markers, and what it recorded must be emitted.
/// </summary>
sealed class DrainCheck(PipelinePlan plan, PipelineSettings settings, TopicLayout layout, IReadOnlyDictionary<StreamKey, LineageTail> tails)
{
    /// <exception cref="StreamingException">Something is left, in the source, in a channel or unsent.</exception>
    public void Refuse(StagePlan stage)
    {
        using var reader = new TopicReader(settings.Kafka) { Patience = settings.ConnectTimeout };
        for (var partition = 0; partition < layout.PartitionsOf(stage); partition++)
        {
            var tail = tails.GetValueOrDefault(new StreamKey(plan.Topology.Name, stage.Name, partition));
            RefuseUnsent(stage, partition, tail);
            // Commands concern no key: the new partitions may take them later.
            foreach (var topic in stage.Inputs.SelectMany(layout.TopicsOf))
                RefuseUnread(stage, new KafkaPartition(topic, partition), tail, reader);
        }
    }

    void RefuseUnsent(StagePlan stage, int partition, LineageTail? tail)
    {
        if (tail is null)
            return;
        var marker = new KafkaPartition(stage.EmittedTopic, partition);
        var emitted = GroupOffsets.Committed(settings.Kafka, stage.Group, [marker], settings.ConnectTimeout).GetValueOrDefault(marker);
        if (emitted < tail.Version)
            throw NotDrained($"lineage of {tail.Stream} ends at version {tail.Version} and outputs are emitted up to version {emitted}");
    }

    void RefuseUnread(StagePlan stage, KafkaPartition partition, LineageTail? tail, TopicReader reader)
    {
        var (low, high) = reader.Bounds(partition);
        var next = tail?.Header?.Positions.FirstOrDefault(p => p.Topic == partition.Topic)?.NextOffset ?? low;
        var left = reader
            .Read(
                new Dictionary<KafkaPartition, long> { [partition] = next },
                new Dictionary<KafkaPartition, long> { [partition] = high },
                CancellationToken.None
            )
            .FirstOrDefault(r => r is not { Key: null, Value: null or { Length: 0 } });
        if (left is not null)
        {
            throw NotDrained(
                $"stage {stage.Name} has not taken {partition} from offset {left.Offset} on ({high - left.Offset:N0} to its end)"
            );
        }
    }

    StreamingException NotDrained(string what) =>
        new(
            $"{plan.Topology.Name} is not drained: {what}. With the publishers stopped, let it run until its status shows no lag "
                + "(rows held back for want of a watermark count), stop it, and rescale then."
        )
        {
            Cure = Cure.ShowStatus(plan.Topology.Name),
        };
}
