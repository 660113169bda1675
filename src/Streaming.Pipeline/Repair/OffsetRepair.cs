using Confluent.Kafka;
using Streaming.Events.Partitioning;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Repair;

/// <summary>How much of the output topics has been read, in offsets.</summary>
public readonly record struct RepairProgress(long Done, long Total);

/// <summary>
/// Commits offsets of a topology's consumer groups again that have expired, were deleted or were moved. How far outputs are
/// emitted is found out from what lies on the topics, and the positions that belong to it are those that lineage recorded;
/// where that cannot be told for certain, nothing is committed.
/// </summary>
public sealed class OffsetRepair(PipelinePlan plan, PipelineSettings settings, LineageStore store, TimeProvider time)
{
    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="StreamingException">It cannot be told, or the pipeline is running.</exception>
    public async Task<IReadOnlyList<StreamOffsets>> FindAsync(IProgress<RepairProgress>? progress, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        var partitions = admin.Partitions();
        // Offsets of a group that has members would be moved under them.
        await StoppedGroups.WaitAsync(admin, plan, settings, time, stop);
        var layout = new TopicLayout(
            plan,
            plan.Stages.ToDictionary(s => s.Name, s => Count(partitions, s.EmittedTopic), StringComparer.Ordinal)
        );
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        await RefuseReplacedAsync(admin, layout, streams, stop);
        using var reader = new OutputReader(settings);
        var seen = SeenRows(reader, partitions, progress, stop);
        var found = new List<StreamOffsets>();
        foreach (var stage in plan.Stages)
        {
            foreach (var stream in streams.Where(s => s.Stream.Stage == stage.Name))
            {
                var tail = await store.ReadTailAsync(stream.Stream, stop) ?? LineageTail.Start(stream.Stream);
                var emitted = stage.Final
                    ? await LastOfFinalAsync(stage, layout, tail, seen, partitions, reader, stop)
                    : LastOfChannel(stage, stream.Stream, layout, reader, stop);
                if (emitted.Last > tail.Version)
                    throw new StreamingException($"{stream.Stream}: {Recovery.RecoveryRules.OlderDatabase(emitted.Last, tail.Version)}.");
                found.Add(await CompareAsync(stage, tail, emitted, layout, reader, stop));
            }
        }

        return found;
    }

    /// <summary>Commits the offsets of those that are wrong.</summary>
    /// <exception cref="StreamingException">The broker refuses: the pipeline has been started meanwhile.</exception>
    public async Task CommitAsync(IEnumerable<StreamOffsets> found)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        foreach (var group in found.Where(s => s.Wrong).GroupBy(s => s.Group))
            await admin.CommitAsync(group.Key, group.SelectMany(s => s.Offsets));
    }

    /// <summary>First and last version that may be the last one emitted: those after the first have no outputs.</summary>
    readonly record struct LastEmitted(long First, long Last);

    static int Count(Dictionary<string, int> partitions, string topic) =>
        partitions.TryGetValue(topic, out var count)
            ? count
            : throw new StreamingException(
                $"Topic {topic} is not on the broker, so it cannot be told what was emitted. Run the topology under a new name and read "
                    + "the source again."
            );

    /// <summary>Positions in a topic that is gone are none that could be committed.</summary>
    async Task RefuseReplacedAsync(KafkaAdmin admin, TopicLayout layout, IEnumerable<StreamSummary> streams, CancellationToken stop)
    {
        var ids = await admin.TopicIdsAsync(plan.Stages.SelectMany(layout.TopicsOf).Distinct(StringComparer.Ordinal));
        foreach (var stream in streams)
        {
            var tail = await store.ReadTailAsync(stream.Stream, stop);
            TopicIds.RefuseReplaced(stream.Stream, TopicIds.Of(tail?.Header), ids);
        }
    }

    /// <summary>Highest version of each final stream in each partition of the output topics.</summary>
    Dictionary<(StreamKey Stream, KafkaPartition Partition), long> SeenRows(
        OutputReader reader,
        Dictionary<string, int> partitions,
        IProgress<RepairProgress>? progress,
        CancellationToken stop
    )
    {
        var final = plan.Stages[^1].Name;
        var seen = new Dictionary<(StreamKey, KafkaPartition), long>();
        var topics = new[] { plan.Topology.Output.Predictions, plan.Topology.Output.Quarantine };
        var all = topics.SelectMany(topic => KafkaPartition.Of(topic, Count(partitions, topic))).ToList();
        foreach (var (partition, header) in reader.Headers(all, PredictionOutput.LineageIdHeader, progress, stop))
        {
            if (!LineageId.TryParse(header ?? "", out var id) || id.Stream.Topology != plan.Topology.Name || id.Stream.Stage != final)
                continue;
            if (seen.GetValueOrDefault((id.Stream, partition)) < id.Version)
                seen[(id.Stream, partition)] = id.Version;
        }

        return seen;
    }

    /// <summary>Every version writes to every partition of its channels.</summary>
    static LastEmitted LastOfChannel(StagePlan stage, StreamKey stream, TopicLayout layout, OutputReader reader, CancellationToken stop)
    {
        var versions = new HashSet<long>();
        var deleted = false;
        foreach (var channel in stage.Channels)
        {
            for (var to = 0; to < layout.Partitions[channel.To]; to++)
            {
                var partition = new KafkaPartition(TopicLayout.ChannelTopic(channel.Topic, stream.Partition), to);
                var header = reader.LastHeader(partition, ChannelOutput.VersionHeader, out var any, stop);
                if (!any)
                {
                    deleted |= reader.Bounds(partition).High > 0;
                }
                else
                {
                    versions.Add(
                        long.TryParse(header, out var version)
                            ? version
                            : throw Unknown(
                                stream,
                                $"{partition} does not say which versions its messages are of; an earlier release wrote them"
                            )
                    );
                }
            }
        }

        if (versions.Count == 0 && deleted)
            throw Unknown(stream, "all it has emitted is deleted");
        if (versions.Count > 1)
            throw Unknown(stream, $"its channels end at different versions ({string.Join(", ", versions.Order())})");
        var last = versions.FirstOrDefault();
        return new LastEmitted(last, last);
    }

    async Task<LastEmitted> LastOfFinalAsync(
        StagePlan stage,
        TopicLayout layout,
        LineageTail tail,
        Dictionary<(StreamKey Stream, KafkaPartition Partition), long> seen,
        Dictionary<string, int> partitions,
        OutputReader reader,
        CancellationToken stop
    )
    {
        var first = seen.Where(s => s.Key.Stream == tail.Stream).Select(s => s.Value).DefaultIfEmpty(0).Max();
        var last = first;
        var projections = new RecordedProjections(
            new RecordedPlans(plan, store.Topologies),
            layout,
            new OutputProjection(plan, stage, layout)
        );
        await foreach (var batch in store.ReadAsync(tail.Stream, first + 1, tail.Version, stop))
        {
            var records = (await projections.OfAsync(batch, stop)).Project(OutputSource.Of(batch));
            if (records.Count > 0)
            {
                var places = records
                    .Where(r => r.Message.Key is { Length: > 0 })
                    .Select(r => new KafkaPartition(r.Topic, Partitioners.Murmur2Partition(r.Message.Key!, partitions[r.Topic])))
                    .Distinct()
                    .Select(p => new ExpectedPlace(seen.ContainsKey((tail.Stream, p)), reader.Bounds(p).Low == 0));
                if (!EmittedRule.NeverEmitted(places))
                    throw Unknown(tail.Stream, $"records of version {batch.Version} may have been emitted and deleted since");
                break;
            }

            last = batch.Version;
        }

        return new LastEmitted(first, last);
    }

    async Task<StreamOffsets> CompareAsync(
        StagePlan stage,
        LineageTail tail,
        LastEmitted emitted,
        TopicLayout layout,
        OutputReader reader,
        CancellationToken stop
    )
    {
        var stream = tail.Stream;
        var marker = new KafkaPartition(stage.EmittedTopic, stream.Partition);
        var committed = GroupOffsets.Committed(
            settings.Kafka,
            stage.Group,
            layout.SubscriptionOf(stage).Select(topic => new KafkaPartition(topic, stream.Partition)),
            settings.ConnectTimeout
        );
        var version = committed.TryGetValue(marker, out var says) && says >= emitted.First && says <= emitted.Last ? says : emitted.Last;
        var offsets = await OffsetsAsync(stage, layout, tail, version, reader, stop);
        // Before the first version nothing is recorded that they could be compared with.
        var right =
            version == 0
                ? committed.ContainsKey(marker)
                : offsets.All(o => committed.GetValueOrDefault(KafkaPartition.From(o.TopicPartition), -1) == o.Offset.Value);
        return new StreamOffsets(
            stream,
            tail.Version,
            committed.TryGetValue(marker, out var has) ? has : null,
            version,
            !right || (committed[marker] != version),
            stage.Group,
            offsets
        );
    }

    async Task<IReadOnlyList<TopicPartitionOffset>> OffsetsAsync(
        StagePlan stage,
        TopicLayout layout,
        LineageTail tail,
        long version,
        OutputReader reader,
        CancellationToken stop
    )
    {
        if (version == tail.Version && tail.Header is not null)
            return EmittedOffsets.After(stage, tail);
        await foreach (var batch in store.ReadAsync(tail.Stream, version, version, stop))
            return EmittedOffsets.After(stage, batch.AsTail());
        // Nothing is emitted: recovery goes by lineage alone, and begins with its first version.
        return
        [
            .. layout
                .TopicsOf(stage)
                .Select(topic => new KafkaPartition(topic, tail.Stream.Partition))
                .Select(p => new TopicPartitionOffset(p.ToClient(), reader.Bounds(p).Low)),
            new TopicPartitionOffset(stage.EmittedTopic, tail.Stream.Partition, 0),
        ];
    }

    static StreamingException Unknown(StreamKey stream, string why) =>
        new(
            $"{stream}: it cannot be told how far its outputs are emitted: {why}. Nothing was committed. Run the topology under a new "
                + "name (and new output topics) and read the source again."
        );
}
