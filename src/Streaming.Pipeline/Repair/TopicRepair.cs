using Confluent.Kafka;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Repair;

/// <summary>
/// Lets a topology read topics from their start that were deleted and made again under it. A marker in lineage says from where on; the
/// offsets that the broker deleted with the old topic are committed again as lineage recorded them, so that recovery finds what it
/// expects and emits the marker by its usual rule. Cut short, it is finished by running it again.
/// </summary>
public sealed class TopicRepair(PipelinePlan plan, PipelineSettings settings, LineageStore store, TimeProvider time)
{
    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="StreamingException">The pipeline is running, or a topic is not there.</exception>
    public async Task<IReadOnlyList<ReplacedTopic>> FindAsync(CancellationToken stop)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        await StoppedGroups.WaitAsync(admin, plan, settings, time, stop);
        var found = new List<ReplacedTopic>();
        foreach (var tail in await TailsAsync(stop))
        {
            var ids = await IdsAsync(admin, tail);
            foreach (var topic in TopicIds.Replaced(TopicIds.Of(tail.Header), ids))
            {
                var partition = new KafkaPartition(topic, tail.Stream.Partition);
                var read = tail.Header!.Positions.First(p => p.Topic == topic).NextOffset;
                found.Add(new ReplacedTopic(tail.Stream, topic, read, (await admin.StartsAsync([partition]))[partition]));
            }
        }

        return found;
    }

    /// <summary>Records and commits that the new topics are read from their start.</summary>
    /// <exception cref="StreamingException">It cannot be told what is emitted, or somebody works on the lineage meanwhile.</exception>
    public async Task ApplyAsync(IReadOnlyList<ReplacedTopic> found, CancellationToken stop)
    {
        if (found.Count == 0)
            return;
        using var admin = new KafkaAdmin(settings.Kafka);
        // The marker names the topology, as batches do.
        var gate = new TopologyGate(plan, store, new RecordedPlans(plan, store.Topologies));
        await gate.PassAsync(stop);
        await gate.RecordAsync(time.GetUtcNow(), stop);
        var tails = (await TailsAsync(stop)).ToDictionary(t => t.Stream);
        // Offsets first: found again without them, the topics would be the recorded ones, and nobody would know why the offsets are gone.
        foreach (var stream in found.GroupBy(r => r.Stream))
            await CommitAsync(admin, tails[stream.Key], stop);
        var now = Timestamp.Now(time);
        var markers = new List<PreparedBatch>();
        foreach (var stream in found.GroupBy(r => r.Stream))
        {
            var tail = tails[stream.Key];
            markers.Add(ReplacedTopics.Marker(tail, plan, [.. stream], await IdsAsync(admin, tail), now));
        }

        var appended = await store.AppendAsync(markers, stop);
        if (appended.Streams.FirstOrDefault(s => s.Outcome == AppendOutcome.Conflicted) is { } conflict)
        {
            throw new StreamingException(
                $"Another process has appended to {conflict.Stream} meanwhile. Stop the pipeline everywhere and try again."
            );
        }
    }

    async Task<IReadOnlyList<LineageTail>> TailsAsync(CancellationToken stop)
    {
        var tails = new List<LineageTail>();
        foreach (var stream in await store.ListStreamsAsync(plan.Topology.Name, stop))
        {
            // What callers asked for was read from no topic.
            if (!stream.Stream.IsRequests && await store.ReadTailAsync(stream.Stream, stop) is { Header: not null } tail)
                tails.Add(tail);
        }

        return tails;
    }

    static async Task<Dictionary<string, string>> IdsAsync(KafkaAdmin admin, LineageTail tail)
    {
        var topics = tail.Header!.Positions.Select(p => p.Topic).ToList();
        var ids = await admin.TopicIdsAsync(topics);
        return topics.FirstOrDefault(t => !ids.ContainsKey(t)) is { } missing
            ? throw new StreamingException(
                $"{tail.Stream} has read topic {missing}, which is not there. A start of the pipeline makes it; then try again."
            )
            {
                Cure = Cure.Run(tail.Stream.Topology),
            }
            : ids;
    }

    /// <summary>Offsets as they were when the last emitted version was.</summary>
    async Task CommitAsync(KafkaAdmin admin, LineageTail tail, CancellationToken stop)
    {
        var stage = plan.Stages.First(s => s.Name == tail.Stream.Stage);
        var marker = new KafkaPartition(stage.EmittedTopic, tail.Stream.Partition);
        if (!GroupOffsets.Committed(settings.Kafka, stage.Group, [marker], settings.ConnectTimeout).TryGetValue(marker, out var emitted))
        {
            throw new StreamingException(
                $"{tail.Stream}: group {stage.Group} has lost its offsets, so that it cannot be told how far outputs are emitted. Run the "
                    + "topology under a new name (and new output topics)."
            );
        }

        IReadOnlyList<TopicPartitionOffset>? offsets = emitted == tail.Version ? EmittedOffsets.After(stage, tail) : null;
        if (offsets is null)
        {
            await foreach (var batch in store.ReadAsync(tail.Stream, emitted, emitted, stop))
                offsets = EmittedOffsets.After(stage, batch.AsTail());
        }

        // Before the first version nothing is recorded that recovery would compare them with.
        if (offsets is not null)
            await admin.CommitAsync(stage.Group, offsets);
    }
}
