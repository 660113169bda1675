using System.Text;
using System.Threading.Channels;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Stages;
using Streaming.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Commit;

/// <summary>One stage partition, its store and its broker, and the processes that own it one after the other.</summary>
/// <param name="maxInFlight">Batches that each of the processes may have under way, one after the other and from the first again.</param>
sealed class ModelWorld(params int[] maxInFlight)
{
    const int Records = 9;

    const long Arrival = 1_772_500_000_000_000;

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    static readonly PipelinePlan Plan = PlanCompiler.Compile(
        TopologyLoader.Parse(
            """
            topology: test
            version: 1
            source: { topic: events, key: key, id: id, time: time, fields: { id: string, time: timestamp, key: string } }
            features: { hour: hour(time) }
            score: { rule: "0.5", decide: { any: otherwise } }
            output: { predictions: predictions, quarantine: quarantine }
            lineage: { keep: 1d }
            """
        )
    );

    static readonly StagePlan Stage = Plan.Stages.Single();
    static readonly TopicLayout Layout = new(Plan, new Dictionary<string, int>(StringComparer.Ordinal) { [Stage.Name] = 1 });
    static readonly StreamKey Stream = new(Plan.Topology.Name, Stage.Name, 0);
    static readonly ModelSlot Models = new();
    static readonly OutputProjection Projection = new(Plan, Stage, Layout);

    readonly ModelLineage _lineage = new();
    readonly ModelBroker _broker = new();
    int _processes;

    /// <summary>Lives through faults, one process each, and then one to which nothing happens.</summary>
    public async Task LiveAsync(IEnumerable<(Fault Fault, int At)> faults)
    {
        (ModelProcess Process, Task Life)? sleeper = null;
        foreach (var (fault, at) in faults)
            sleeper = await SucceedAsync(new ModelProcess(fault, at), sleeper);
        await SucceedAsync(new ModelProcess(fault: null, at: 0), sleeper);
    }

    /// <summary>Every record is in lineage once, and what lineage says is visible once, in its order, and nothing else.</summary>
    public void Check(string story)
    {
        var tail = _lineage.Tail.ShouldNotBeNull(story);
        var batches = Enumerable.Range(1, (int)tail.Version).Select(v => _lineage.Read(v)).ToList();
        batches.Count.ShouldBeGreaterThan(2, story);
        batches.SelectMany(OffsetsOf).ShouldBe(Enumerable.Range(0, Records).Select(o => (long)o), story);
        _broker.Records.Select(Text).ShouldBe(batches.SelectMany(b => Projection.Project(OutputSource.Of(b))).Select(Text), story);
        _broker.Committed().Single(o => o.Topic == Stage.EmittedTopic).Offset.ShouldBe(tail.Version, story);
    }

    /// <summary>A process takes over, and lives until its fault or its end; one that sleeps is left for its successor to wake.</summary>
    async Task<(ModelProcess Process, Task Life)?> SucceedAsync(ModelProcess process, (ModelProcess Process, Task Life)? sleeper)
    {
        while (true)
        {
            var life = LiveAsync(process, sleeper);
            if (await Task.WhenAny(life, process.Asleep).WaitAsync(Deadline) == process.Asleep)
                return (process, life);
            try
            {
                await life;
                return null;
            }
            catch (AppendConflictException)
            {
                // Its predecessor woke up in between and was first; the same process recovers and goes on.
                sleeper = null;
            }
            catch (Exception e) when (e is StoreUnavailableException or IOException or Confluent.Kafka.KafkaException)
            {
                return null;
            }
        }
    }

    async Task LiveAsync(ModelProcess process, (ModelProcess Process, Task Life)? sleeper)
    {
        using var stop = new CancellationTokenSource();
        var group = _broker.Assign();
        var assignment = new Assignment(group);
        using var emitter = new ModelEmitter(_broker, process);
        using var committer = new StageCommitter(
            new ModelAppender(_lineage, process),
            emitter,
            () => Task.CompletedTask,
            new StageMetrics(Stage.Name)
        );
        var tail = _lineage.Tail ?? LineageTail.Start(Stream);
        if (sleeper is { Process.Sleeps: Fault.WakesAfterTailWasRead } early)
            await WakeAsync(early);
        Recover(tail, group);

        var committed = Channel.CreateUnbounded<bool>();
        // Two processes seldom cut their batches alike.
        var stage = new StageAssembly(Plan, Stage, Layout).Alone(
            tail,
            new Pipeline.Scoring.Scorer(Plan.Topology, Models, "test"),
            TimeProvider.System,
            maxBatchRows: 2 + (_processes % 2),
            maxInFlight: maxInFlight[_processes++ % maxInFlight.Length]
        );
        if (Source(tail) is { } raw)
            stage.Accept(new RawInput(0, raw));
        stage.Accept(new InputEnd(0));
        Task? running = null;
        for (var underWay = 0; ; underWay--)
        {
            while (stage.Features.Take() is { } batch)
            {
                underWay++;
                committer.Submit(
                    CommitUnit.Of(assignment, Stage, stage.Recording.Record(stage.Scoring.Score(batch)), () =>
                        committed.Writer.TryWrite(true)
                    )
                );
            }

            // Begun late, so that the first commit has several batches.
            running ??= committer.RunAsync(stop.Token);
            if (process.IsRevoked)
            {
                committer.Revoke(assignment);
                break;
            }

            if (underWay == 0)
                break;
            var next = committed.Reader.ReadAsync(stop.Token).AsTask();
            if (await Task.WhenAny(running, next).WaitAsync(Deadline) == running)
                await running;
            await next;
            stage.Features.Committed();
            if (sleeper is { Process.Sleeps: Fault.WakesAfterCommit or Fault.EmitsAfterCommit } late)
            {
                sleeper = null;
                await WakeAsync(late);
            }
        }

        await stop.CancelAsync();
        await running!;
    }

    static async Task WakeAsync((ModelProcess Process, Task Life) sleeper)
    {
        sleeper.Process.Wake();
        var woken = await Record.ExceptionAsync(() => sleeper.Life.WaitAsync(Deadline));
        // Fenced by the version it wanted to append, or by the generation that it wanted to commit under.
        woken.ShouldNotBeNull();
        (woken is AppendConflictException or Confluent.Kafka.KafkaException).ShouldBeTrue(woken.ToString());
    }

    void Recover(LineageTail tail, ModelGroup group)
    {
        var committed = _broker.Committed();
        InputOffset? emitted = committed.Any(o => o.Topic == Stage.EmittedTopic)
            ? committed.Single(o => o.Topic == Stage.EmittedTopic)
            : null;
        var decision = RecoveryRules.Decide(
            new RecoveryFacts
            {
                TailVersion = tail.Version,
                MaxInFlight = tail.Header?.MaxInFlight ?? 1,
                EmittedVersion = emitted?.Offset,
                Committed = committed,
                EveryInputCommitted = committed.Any(o => o.Topic == Plan.Topology.Source.Topic),
                RecordedAtEmitted = emitted is { Offset: > 0 } at
                    ? [.. _lineage.Read(at.Offset).Header.Positions.Select(p => new InputOffset(p.Topic, p.Partition, p.NextOffset))]
                    : null,
            }
        );
        switch (decision)
        {
            case RecoveryDecision.StartFresh:
                _broker.Commit([], [new(Plan.Topology.Source.Topic, 0, 0), new(Stage.EmittedTopic, 0, 0)], group);
                break;
            case RecoveryDecision.ReEmit(var from, var to):
                var batches = Enumerable.Range((int)from, (int)(to - from + 1)).Select(v => _lineage.Read(v)).ToList();
                _broker.Commit(
                    batches.SelectMany(b => Projection.Project(OutputSource.Of(b))),
                    EmittedOffsets.After(Stage, batches[^1].AsTail()),
                    group
                );
                break;
            default:
                decision.ShouldBe(new RecoveryDecision.Continue());
                break;
        }
    }

    /// <summary>What of the topic lies behind a batch; null: nothing does.</summary>
    static RawBatch? Source(LineageTail tail)
    {
        var from = tail.Header?.Positions[0].NextOffset ?? 0;
        if (from > Records)
            return null;
        var builder = new RawBatchBuilder(Plan.Topology.Source.Topic, 0);
        for (var offset = from; offset < Records; offset++)
        {
            builder.Append(
                offset,
                Timestamp.Epoch,
                "k"u8,
                hasKey: true,
                Encoding.UTF8.GetBytes($$"""{"id":"{{offset}}","time":"2026-03-02T12:00:0{{offset}}Z","key":"k"}"""),
                hasValue: true
            );
        }

        builder.AppendWatermark(Records, Watermark.Idle);
        return builder.Build(new Timestamp(Arrival));
    }

    static long[] OffsetsOf(LineageBatch batch) =>
        batch.Table(TableNames.Rows) is { } rows ? Columns.Int64(rows, SystemColumns.Offset).ToArray() : [];

    static string Text(OutputRecord record) => $"{record.Topic} {Encoding.UTF8.GetString(record.Message.Value!)}";
}
