using Confluent.Kafka;
using Streaming.Events.Time;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recording;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Rescaling;

/// <summary>What a rescale did.</summary>
/// <param name="Before">Partitions of the source before.</param>
/// <param name="After">And now.</param>
/// <param name="Topics">Topics that were made or got more partitions.</param>
/// <param name="Streams">Streams that got a marker, those of an attempt before included.</param>
public sealed record RescaleReport(int Before, int After, int Topics, int Streams);

/// <summary>
/// Gives a stopped, drained pipeline more partitions. In this order, each step harmless when repeated, so that a rescale that
/// was cut short is finished by running it again, and the pipeline starts before or after it and never in between: the
/// inputs get their partitions (from then on the pipeline refuses to start); one PostgreSQL transaction appends a marker to
/// every stream; the topics of emitted versions follow; the new partitions' offsets are committed, from which
/// recovery goes on by its usual rule.
/// </summary>
public sealed class Rescaler(PipelinePlan plan, PipelineSettings settings, LineageStore store, TimeProvider time)
{
    /// <summary>Told the name of each step before it is done.</summary>
    public Action<RescaleStep>? OnStep { get; init; }

    /// <summary>Partitioner that the source follows, named by a person; null: as it was recognised.</summary>
    public PartitionerKind? Partitioner { get; init; }

    /// <exception cref="StreamingException">The pipeline runs, is not drained, or cannot have that many partitions.</exception>
    public async Task<RescaleReport> RunAsync(int partitions, CancellationToken stop = default)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        var existing = admin.Partitions();
        var after = After(existing, partitions);
        await StoppedGroups.WaitAsync(admin, plan, settings, time, stop);
        // Markers name the topology, as batches do.
        var gate = new TopologyGate(plan, store, new RecordedPlans(plan, store.Topologies));
        await gate.PassAsync(stop);
        var tails = await TailsAsync(after, stop);
        var before = Before(existing, after, tails);
        if (plan.Stages.All(s => before.PartitionsOf(s) == after.PartitionsOf(s)))
            return new RescaleReport(partitions, partitions, 0, 0);
        var rescale = new RescalePlan(plan, before, after, tails, Timestamp.Now(time), Partitioner);
        var stages = RescalePlan.Stages(plan).ToList();
        foreach (var stage in stages)
            rescale.Partitioner(stage);
        if (!stages.Exists(s => rescale.IsMarked(s, 0)))
        {
            Step(RescaleStep.Check);
            await RefuseReplacedAsync(admin, tails);
            if (Partitioner is { } declared)
                await RefuseMisplacedAsync(declared, before, tails, stop);
            foreach (var stage in plan.Stages)
                new DrainCheck(plan, settings, before, tails).Refuse(stage);
        }

        Step(RescaleStep.Inputs);
        var emitted = stages.Select(s => s.EmittedTopic).ToHashSet(StringComparer.Ordinal);
        var wanted = TopicSetup.Wanted(plan, after.Partitions, existing);
        var topics = await EnlargeAsync(admin, wanted.Where(t => !emitted.Contains(t.Name)), existing);

        Step(RescaleStep.Markers);
        await gate.RecordAsync(time.GetUtcNow(), stop);
        var markers = stages.SelectMany(rescale.Markers).ToList();
        var appended = await store.AppendAsync(markers, stop);
        if (appended.Streams.FirstOrDefault(s => s.Outcome == AppendOutcome.Conflicted) is { } conflict)
        {
            throw new StreamingException(
                $"Another process has appended to {conflict.Stream} meanwhile. Stop the pipeline everywhere and try again."
            );
        }

        Step(RescaleStep.Emitted);
        topics += await EnlargeAsync(admin, wanted.Where(t => emitted.Contains(t.Name)), existing);

        Step(RescaleStep.Offsets);
        var marked = await TailsAsync(after, stop);
        foreach (var stage in stages)
            await CommitAsync(admin, stage, before, after, marked);
        return new RescaleReport(before.PartitionsOf(plan.Entry), partitions, topics, stages.Sum(after.PartitionsOf));
    }

    TopicLayout After(Dictionary<string, int> existing, int partitions)
    {
        var after = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stage in plan.Stages)
        {
            if (!existing.TryGetValue(stage.EmittedTopic, out var now))
            {
                throw new StreamingException(
                    $"{plan.Topology.Name} has not run yet: there is nothing to rescale. Its first start makes its topics."
                )
                {
                    Cure = Cure.RunWith(plan.Topology.Name, partitions),
                };
            }

            after[stage.Name] = stage.Inputs[0].Kind == InputKind.Labels ? now : Math.Max(now, partitions);
        }

        var most = Math.Max(existing.GetValueOrDefault(plan.Topology.Source.Topic), existing[plan.Entry.EmittedTopic]);
        if (most > partitions)
        {
            throw new StreamingException(
                $"{plan.Topology.Name} has {most} partitions: Kafka topics can get more partitions, not fewer. Ask for {most} or more."
            );
        }

        return new TopicLayout(plan, after);
    }

    /// <summary>What the stages have run with; of those that an attempt before this one has marked, what the marker says.</summary>
    TopicLayout Before(Dictionary<string, int> existing, TopicLayout after, Dictionary<StreamKey, LineageTail> tails) =>
        new(
            plan,
            plan.Stages.ToDictionary(
                s => s.Name,
                s =>
                    RescaleMarker.LastIn(tails.GetValueOrDefault(new StreamKey(plan.Topology.Name, s.Name, 0)), after.PartitionsOf(s))
                        is { } marker
                        ? marker.From
                        : existing[s.EmittedTopic],
                StringComparer.Ordinal
            )
        );

    async Task<Dictionary<StreamKey, LineageTail>> TailsAsync(TopicLayout layout, CancellationToken stop)
    {
        var tails = new Dictionary<StreamKey, LineageTail>();
        foreach (var stage in plan.Stages)
        {
            for (var partition = 0; partition < layout.PartitionsOf(stage); partition++)
            {
                var stream = new StreamKey(plan.Topology.Name, stage.Name, partition);
                if (await store.ReadTailAsync(stream, stop) is { } tail)
                    tails[stream] = tail;
            }
        }

        return tails;
    }

    /// <summary>Makes topics that are missing and gives others their partitions; returns how many.</summary>
    static async Task<int> EnlargeAsync(KafkaAdmin admin, IEnumerable<NewTopic> wanted, Dictionary<string, int> existing)
    {
        var missing = wanted.Where(t => !existing.ContainsKey(t.Name)).ToList();
        var small = wanted.Where(t => existing.TryGetValue(t.Name, out var now) && now < t.Partitions).ToList();
        await admin.CreateAsync(missing);
        await admin.EnlargeAsync(small);
        return missing.Count + small.Count;
    }

    /// <summary>Where the new partitions begin, with their markers still to be emitted. Those that have run since are left alone.</summary>
    async Task CommitAsync(
        KafkaAdmin admin,
        StagePlan stage,
        TopicLayout before,
        TopicLayout after,
        Dictionary<StreamKey, LineageTail> tails
    )
    {
        var offsets = new List<TopicPartitionOffset>();
        for (var partition = before.PartitionsOf(stage); partition < after.PartitionsOf(stage); partition++)
        {
            var tail = tails[new StreamKey(plan.Topology.Name, stage.Name, partition)];
            offsets.Add(new TopicPartitionOffset(stage.EmittedTopic, partition, 0));
            offsets.AddRange(tail.Header!.Positions.Select(p => new TopicPartitionOffset(p.Topic, p.Partition, p.NextOffset)));
        }

        if (offsets.Count > 0)
            await admin.CommitAsync(stage.Group, offsets);
    }

    /// <summary>A position in a topic that was made again tells nothing of what is left there.</summary>
    static async Task RefuseReplacedAsync(KafkaAdmin admin, Dictionary<StreamKey, LineageTail> tails)
    {
        var ids = await admin.TopicIdsAsync(
            tails.Values.SelectMany(t => t.Header?.Positions ?? []).Select(p => p.Topic).Distinct(StringComparer.Ordinal)
        );
        foreach (var tail in tails.Values)
            TopicIds.RefuseReplaced(tail.Stream, TopicIds.Of(tail.Header), ids);
    }

    /// <summary>Holds a named partitioner against every key that was recorded: state divided by a wrong one would be lost to its
    /// keys.</summary>
    async Task RefuseMisplacedAsync(
        PartitionerKind declared,
        TopicLayout before,
        Dictionary<StreamKey, LineageTail> tails,
        CancellationToken stop
    )
    {
        foreach (var stage in plan.Stages.Where(s => s.Inputs[0].Kind == InputKind.Source && s.Key is not null))
        {
            foreach (var tail in tails.Values.Where(t => t.Stream.Stage == stage.Name))
            {
                var right = new KeyShare(declared).With(tail.Stream.Partition, before.PartitionsOf(stage));
                await foreach (var batch in store.ReadAsync(tail.Stream, 1, tail.Version, stop))
                {
                    if (batch.Table(TableNames.Rows) is { } rows && (right.Of(rows, stage.Key)?.Length ?? 0) < rows.Length)
                    {
                        throw new StreamingException(
                            $"Lineage batch {tail.Stream}/{batch.Version} has keys that {declared.ToString().ToLowerInvariant()} does not "
                                + $"put into partition {tail.Stream.Partition} of {before.PartitionsOf(stage)}: the source follows "
                                + "another partitioner."
                        );
                    }
                }
            }
        }
    }

    void Step(RescaleStep step) => OnStep?.Invoke(step);
}

/// <summary>Steps of a rescale, in their order.</summary>
public enum RescaleStep
{
    /// <summary>Everything is taken and emitted.</summary>
    Check,

    /// <summary>Source and channels get their partitions.</summary>
    Inputs,

    /// <summary>Every stream gets its marker.</summary>
    Markers,

    /// <summary>The topics of emitted versions get their partitions.</summary>
    Emitted,

    /// <summary>The new partitions' offsets are committed.</summary>
    Offsets,
}
