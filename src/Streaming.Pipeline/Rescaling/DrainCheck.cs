using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Pipeline.Kafka;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Rescaling;

/// <summary>
/// Whether a stopped stage has taken everything there is: what lies between its recorded positions and the ends of its inputs
/// may only be watermarks and commit markers, and what it recorded must be emitted.
/// </summary>
internal sealed class DrainCheck(PipelinePlan plan, PipelineSettings settings, TopicLayout layout, IReadOnlyDictionary<StreamKey, LineageTail> tails)
{
    /// <exception cref="StreamingException">Something is left, in the source, in a channel or unsent.</exception>
    public void Refuse(StagePlan stage)
    {
        var config = KafkaClients.Consumer(settings, stage.Group);
        config.EnablePartitionEof = true;
        using var consumer = KafkaClients.Build(() => new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
        for (var partition = 0; partition < layout.PartitionsOf(stage); partition++)
        {
            var tail = tails.GetValueOrDefault(new StreamKey(plan.Topology.Name, stage.Name, partition));
            RefuseUnsent(stage, partition, tail, consumer);
            foreach (var topic in layout.TopicsOf(stage)) RefuseUnread(stage, new TopicPartition(topic, partition), tail, consumer);
        }

        consumer.Close();
    }

    private void RefuseUnsent(StagePlan stage, int partition, LineageTail? tail, IConsumer<byte[]?, byte[]?> consumer)
    {
        if (tail is null) return;
        var emitted = consumer.Committed([new TopicPartition(stage.EmittedTopic, partition)], settings.ConnectTimeout)[0].Offset.Value;
        if (emitted < tail.Version)
            throw NotDrained($"lineage of {tail.Stream} ends at version {tail.Version} and outputs are emitted up to version {Math.Max(0, emitted)}");
    }

    private void RefuseUnread(StagePlan stage, TopicPartition partition, LineageTail? tail, IConsumer<byte[]?, byte[]?> consumer)
    {
        var held = consumer.QueryWatermarkOffsets(partition, settings.ConnectTimeout);
        var position = tail?.Header?.Positions.FirstOrDefault(p => p.Topic == partition.Topic);
        var next = position?.NextOffset ?? held.Low.Value;
        if (next >= held.High.Value && position is not { RowsTaken: > 0 }) return;
        consumer.Assign(new TopicPartitionOffset(partition, next));
        ConsumeResult<byte[]?, byte[]?> result;
        do
        {
            result = consumer.Consume(settings.ConnectTimeout) ?? throw new StreamingException($"{partition.Topic}[{partition.Partition.Value}] does not come to its end within {settings.ConnectTimeout.TotalSeconds:0} s. Is a transaction left open by a process that was killed? Try again in a moment.");
        }
        while (!result.IsPartitionEOF && result.Message is { Key: null, Value: null or { Length: 0 } });
        consumer.Unassign();
        if (!result.IsPartitionEOF)
            throw NotDrained($"stage {stage.Name} has not taken {partition.Topic}[{partition.Partition.Value}] from offset {result.Offset.Value} on ({held.High.Value - result.Offset.Value:N0} to its end)");
    }

    private StreamingException NotDrained(string what) => new(
        $"{plan.Topology.Name} is not drained: {what}. With the publishers stopped, `streaming run {plan.Topology.Name}` until `streaming status {plan.Topology.Name}` shows no lag "
        + "(rows held back for want of a watermark count), stop it, and rescale then.");
}
