using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Recovery;

/// <summary>Where a stage partition goes on: the end of its lineage and the position in each input.</summary>
sealed record RecoveredPartition(LineageTail Tail, IReadOnlyList<Ordering.InputPosition> Positions);

/// <summary>
/// Gathers the facts for <see cref="RecoveryRules"/> and carries out the decision: brings Kafka's outputs up to where
/// lineage is, so that everything after starts from one place.
/// </summary>
sealed class PartitionRecovery(
    StagePlan stage,
    LineageStore store,
    StageCommitter committer,
    RecordedProjections projections,
    TopologyGate gate,
    PipelineSettings settings,
    ILogger logger
)
{
    public async Task<RecoveredPartition> RecoverAsync(
        StreamKey stream,
        IReadOnlyList<string> topics,
        IReadOnlyDictionary<string, string> ids,
        IConsumer<Slice, Slice> consumer,
        Assignment assignment,
        CancellationToken stop
    )
    {
        // First of all: ends what a dead predecessor left open, or its pending offsets could not be read.
        committer.Emitter.Initialise();
        var committed = Committed(consumer, stream.Partition, topics);
        var emitted = committed.FirstOrDefault(c => c.Topic == stage.EmittedTopic);
        var tail = await store.ReadTailAsync(stream, stop) ?? LineageTail.Start(stream);
        // Offsets far behind are a fault of the broker's; not those of a process that slept between the two while others went on.
        var maxInFlight = tail.Header?.MaxInFlight ?? settings.MaxInFlight;
        if (
            RecoveryRules.IsTooFarBehind(emitted.Topic is null ? null : emitted.Offset, tail.Version, maxInFlight)
            && !Committed(consumer, stream.Partition, topics).SequenceEqual(committed)
        )
        {
            throw new AppendConflictException(stream, tail.Version);
        }

        if (tail.Header is { } last)
            await gate.TakeOverAsync(stream, last, stop);
        // Before offsets are judged: the broker deletes those of a topic with it.
        TopicIds.RefuseReplaced(stream, TopicIds.Of(tail.Header), ids);
        var facts = new RecoveryFacts
        {
            TailVersion = tail.Version,
            MaxInFlight = maxInFlight,
            Markers = tail.Header is { } end && ReplacedTopics.IsMarker(end) ? 1 : 0,
            EmittedVersion = emitted.Topic is null ? null : emitted.Offset,
            Committed = committed,
            EveryInputCommitted = topics.All(t => committed.Exists(c => c.Topic == t)),
            RecordedAtEmitted = await RecordedAtAsync(stream, tail, emitted, stop),
        };
        var decision = RecoveryRules.Decide(facts);
        if (decision is RecoveryDecision.Stop(var reason, var advice, var byRepair))
        {
            throw new StreamingException($"{stream}: {reason}. To go on: {advice}.")
            {
                Cure = byRepair ? Cure.RepairOffsets(stream.Topology) : null,
            };
        }

        if (decision is RecoveryDecision.StartFresh)
            return new RecoveredPartition(tail, CommitStart(stream, topics, consumer, assignment));

        var positions = tail.Header is { } header ? Ordered(stream, header, topics, consumer) : Started(stream, committed, topics);
        RefuseLost(positions, consumer);
        if (decision is RecoveryDecision.ReEmit(var from, var to))
        {
            PipelineLog.ReEmitting(logger, stage.Name, stream.Partition, from, to);
            await ReEmitAsync(stream, from, to, assignment, stop);
        }

        return new RecoveredPartition(tail, positions);
    }

    /// <summary>Before anything moves; the consumer itself would find out only when it fetches, with other partitions under way.</summary>
    void RefuseLost(List<Ordering.InputPosition> positions, IConsumer<Slice, Slice> consumer)
    {
        foreach (var position in positions)
        {
            var partition = new TopicPartition(position.Topic, position.Partition);
            LostRecordsException.RefuseOutside(
                partition,
                position.NextOffset,
                consumer.QueryWatermarkOffsets(partition, settings.ConnectTimeout)
            );
        }
    }

    List<InputOffset> Committed(IConsumer<Slice, Slice> consumer, int partition, IReadOnlyList<string> topics)
    {
        var asked = topics.Append(stage.EmittedTopic).Select(t => new TopicPartition(t, partition));
        try
        {
            // The read-committed consumer waits while a transaction's offsets are pending: that is not "none".
            return
            [
                .. consumer
                    .Committed(asked, settings.ConnectTimeout)
                    .Where(o => o.Offset != Offset.Unset)
                    .Select(o => new InputOffset(o.Topic, o.Partition.Value, o.Offset.Value)),
            ];
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_TimedOut)
        {
            throw new KafkaException(
                new Error(
                    ErrorCode.Local_TimedOut,
                    $"the offsets of group {stage.Group} were not given within {settings.ConnectTimeout.TotalSeconds:0} s: the broker "
                        + "does not answer, or a transaction over them is open. "
                        + "If it stays so for minutes, restart the broker that coordinates the group"
                ),
                e
            );
        }
    }

    async Task<IReadOnlyList<InputOffset>?> RecordedAtAsync(StreamKey stream, LineageTail tail, InputOffset emitted, CancellationToken stop)
    {
        if (emitted.Topic is null || emitted.Offset < 1 || emitted.Offset > tail.Version)
            return null;
        if (emitted.Offset == tail.Version)
            return Offsets(tail.Header!);
        await foreach (var batch in store.ReadAsync(stream, emitted.Offset, emitted.Offset, stop))
            return Offsets(batch.Header);
        return null;
    }

    List<Ordering.InputPosition> CommitStart(
        StreamKey stream,
        IReadOnlyList<string> topics,
        IConsumer<Slice, Slice> consumer,
        Assignment assignment
    )
    {
        var positions = topics.Select(topic => Beginning(stream, topic, consumer)).ToList();
        var offsets = positions
            .Select(p => new TopicPartitionOffset(p.Topic, p.Partition, p.NextOffset))
            .Append(new TopicPartitionOffset(stage.EmittedTopic, stream.Partition, 0));
        committer.Emitter.Emit([], offsets, assignment.Group);
        return positions;
    }

    async Task ReEmitAsync(StreamKey stream, long from, long to, Assignment assignment, CancellationToken stop)
    {
        var records = new List<OutputRecord>();
        LineageBatch? last = null;
        await foreach (var batch in store.ReadAsync(stream, from, to, stop))
        {
            records.AddRange((await projections.OfAsync(batch, stop)).Project(OutputSource.Of(batch)));
            last = batch;
        }

        if (last?.Version != to)
        {
            throw new StreamingException($"{stream}: lineage version {to} was expected and not found.")
            {
                Cure = Cure.Verify(stream.Topology),
            };
        }

        committer.Emitter.Emit(records, EmittedOffsets.After(stage, last.AsTail()), assignment.Group);
    }

    static List<Ordering.InputPosition> Started(StreamKey stream, List<InputOffset> committed, IReadOnlyList<string> topics) =>
        [.. topics.Select(t => new Ordering.InputPosition(t, stream.Partition, committed.First(c => c.Topic == t).Offset))];

    static List<InputOffset> Offsets(BatchHeader header) =>
        [.. header.Positions.Select(p => new InputOffset(p.Topic, p.Partition, p.NextOffset))];

    /// <summary>What lineage recorded, in the order of the inputs; an input that it knows nothing of has come since, and is read from its
    /// start.</summary>
    List<Ordering.InputPosition> Ordered(
        StreamKey stream,
        BatchHeader header,
        IReadOnlyList<string> topics,
        IConsumer<Slice, Slice> consumer
    ) =>
        [
            .. topics.Select(t =>
                header.Positions.FirstOrDefault(p => p.Topic == t) is { } position
                    ? Positions.ToMerge(position)
                    : Beginning(stream, t, consumer)
            ),
        ];

    Ordering.InputPosition Beginning(StreamKey stream, string topic, IConsumer<Slice, Slice> consumer) =>
        new(
            topic,
            stream.Partition,
            consumer.QueryWatermarkOffsets(new TopicPartition(topic, stream.Partition), settings.ConnectTimeout).Low.Value
        );
}
