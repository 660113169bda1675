using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Rescaling;

/// <summary>
/// The markers of a rescale: a pure function of where each stream ended and of the layout to come. A marker has no rows. It
/// says where each input goes on (what is new from its start), and as clock the lowest that any of the old streams had, so that
/// what partition keys came from could have been behind is not late in the one they come to.
/// </summary>
sealed class RescalePlan(
    PipelinePlan plan,
    TopicLayout before,
    TopicLayout after,
    IReadOnlyDictionary<StreamKey, LineageTail> tails,
    Timestamp now,
    PartitionerKind? declared = null
)
{
    /// <summary>The stages whose rows lie by a key of theirs; labels lie as they come, and their partitions stay.</summary>
    public static IEnumerable<StagePlan> Stages(PipelinePlan plan) => plan.Stages.Where(s => s.Inputs[0].Kind != InputKind.Labels);

    /// <summary>Lowest clock of the old streams; none where no rows have come.</summary>
    Timestamp Clock =>
        tails
            .Values.Where(t =>
                t.Header is { } header && header.Watermark != Timestamp.Beginning && Stages(plan).Any(s => s.Name == t.Stream.Stage)
            )
            .Select(t => t.Header!.Watermark)
            .DefaultIfEmpty(Timestamp.Beginning)
            .Min();

    /// <summary>A marker for every partition of a stage that has none yet.</summary>
    public IEnumerable<PreparedBatch> Markers(StagePlan stage)
    {
        for (var partition = 0; partition < after.PartitionsOf(stage); partition++)
        {
            if (!IsMarked(stage, partition))
            {
                yield return PreparedBatch.Create(
                    Tail(stage, partition) ?? LineageTail.Start(Stream(stage, partition)),
                    Header(stage, partition),
                    []
                );
            }
        }
    }

    /// <summary>Whether the stream's last batch is this rescale's marker: it was begun before.</summary>
    public bool IsMarked(StagePlan stage, int partition) =>
        RescaleMarker.LastIn(Tail(stage, partition), after.PartitionsOf(stage)) is not null;

    /// <summary>Partitioner by which the source's rows were found to lie; null while it is open.</summary>
    /// <exception cref="StreamingException">It is open, so that nobody knows which partition has a key's state.</exception>
    public PartitionerKind? Partitioner(StagePlan stage)
    {
        var found = Old(stage).Select(t => t?.Header?.Partitioner).OfType<PartitionerKind>().Distinct().ToList();
        if (found.Count > 1)
        {
            throw new StreamingException(
                $"The partitions of {stage.Inputs[0].Topic} follow different partitioners ({string.Join(", ", found)}): state cannot be "
                    + "divided by key. Declare source.partitioner, and run the topology under a new name."
            );
        }

        if (found.Count == 0 && before.PartitionsOf(stage) > 1 && stage.Inputs[0].Kind == InputKind.Source && stage.Key is not null)
        {
            return declared
                ?? throw new StreamingException(
                    $"Which partitioner {stage.Inputs[0].Topic} follows has not been recognised yet (it takes a few keys), so nobody "
                        + "knows where a key's state lies. Name it: murmur2 is Java's default, and this product's; crc32 is "
                        + "librdkafka's (kcat, Python, Go)."
                )
                {
                    Cure = Cure.NamePartitioner,
                };
        }

        if (found.Count == 1 && declared is { } said && said != found[0])
        {
            throw new StreamingException(
                $"{stage.Inputs[0].Topic} was recognised to follow {found[0].ToString().ToLowerInvariant()}, not "
                    + $"{said.ToString().ToLowerInvariant()}. It need not be named."
            );
        }

        return found.Count == 0 ? null : found[0];
    }

    BatchHeader Header(StagePlan stage, int partition)
    {
        var own = Tail(stage, partition);
        var ids = Old(stage)
            .SelectMany(t => TopicIds.Of(t?.Header))
            .GroupBy(t => t.Key, StringComparer.Ordinal)
            .ToDictionary(t => t.Key, t => t.First().Value, StringComparer.Ordinal);
        return new BatchHeader
        {
            Positions =
            [
                .. stage.AllInputs.SelectMany(input =>
                    after
                        .TopicsOf(input)
                        .Select(topic => Position(stage, input, topic, partition) with { TopicId = TopicIds.Of(topic, ids) })
                ),
            ],
            Watermark = Clock,
            Idle = Old(stage).All(t => t?.Header is { Idle: true }),
            Partitioner = Partitioner(stage),
            Control = Control(stage, own),
            Guards = Guards(stage),
            RescaledAt = (own?.Version ?? 0) + 1,
            Rescale = new RescaleMarker(
                before.PartitionsOf(stage),
                after.PartitionsOf(stage),
                [.. Enumerable.Range(0, before.PartitionsOf(stage)).Select(p => LastBefore(stage, p))]
            ),
            TopologyVersion = plan.Topology.Version,
            TopologyHash = plan.Topology.ContentHash,
            WrittenAt = now,
            IdColumn = plan.Topology.Source.Id,
            LabelIdColumn = plan.Topology.Labels?.Id,
            KeyColumn = plan.Topology.Source.Key,
        };
    }

    /// <summary>Commands go to every partition: those that are new do as the others do. The batch that a command took effect in is another
    /// stream's then.</summary>
    ControlState Control(StagePlan stage, LineageTail? own) =>
        own?.Header is { } header
            ? ControlState.Of(header)
            : Old(stage).Select(t => ControlState.Of(t?.Header)).FirstOrDefault(c => c.Command is not null, ControlState.None) with
            {
                Version = 1,
            };

    /// <summary>
    /// Keys move, and with them what each partition counts: that begins anew everywhere. A guard that is tripped in any partition is
    /// tripped in all of them, until the last of its times is over: the keys that tripped it may come to any.
    /// </summary>
    IReadOnlyList<GuardState> Guards(StagePlan stage) =>
        [
            .. Old(stage)
                .SelectMany(t => t?.Header?.Guards ?? [])
                .Where(g => g.Trip is not null)
                .GroupBy(g => g.Guard, StringComparer.Ordinal)
                .Select(g => g.MaxBy(s => s.Trip!.Until)!)
                .Select(last => new GuardState(last.Guard) { Decision = last.Decision, Trip = last.Trip }),
        ];

    InputPosition Position(StagePlan stage, InputPlan input, string topic, int partition)
    {
        var old = Old(stage).SelectMany(t => t?.Header?.Positions ?? []).Where(p => before.TopicsOf(input).Contains(p.Topic)).ToList();
        var own = Tail(stage, partition)?.Header?.Positions.FirstOrDefault(p => p.Topic == topic);
        // A partition that is new has heard nothing, but nothing is behind either: it is as silent as the others are.
        var watermark = old.Count == 0 ? Timestamp.Beginning : old.Min(p => p.Watermark);
        return own is null
            ? new InputPosition(topic, partition, 0, 0, watermark, Clock)
            : own with
            {
                LastTime = Timestamp.Min(own.LastTime, Clock),
            };
    }

    IEnumerable<LineageTail?> Old(StagePlan stage) => Enumerable.Range(0, before.PartitionsOf(stage)).Select(p => Tail(stage, p));

    long LastBefore(StagePlan stage, int partition) =>
        Tail(stage, partition) is not { } tail ? 0
        : IsMarked(stage, partition) ? tail.Version - 1
        : tail.Version;

    LineageTail? Tail(StagePlan stage, int partition) => tails.GetValueOrDefault(Stream(stage, partition));

    StreamKey Stream(StagePlan stage, int partition) => new(plan.Topology.Name, stage.Name, partition);
}
