using Akka.Actor;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Events.Time;
using Streaming.Features;
using Streaming.Kafka.Topics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;
using Streaming.Validation;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Sessions;

/// <summary>
/// One life of a stage in this process: a consumer, a transactional producer, the actors of the partitions it is assigned.
/// It ends at the first fault or when it is asked to; what comes next starts from lineage, so there is one way to
/// recover, whatever happened.
/// </summary>
sealed class StageSession : IAssignmentHandler, IDisposable
{
    readonly StageContext _stage;
    readonly StageCommitter _committer;
    readonly StageConsumer _consumer;
    readonly OutputProjection _projection;
    readonly TopicGuard _topics;
    readonly EpochWatch _events;
    readonly EpochWatch _labels;
    readonly CancellationTokenSource _ending;
    readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<IActorRef> _partitions = [];
    Assignment? _assignment;

    public StageSession(StageContext stage, CancellationToken stop)
    {
        _stage = stage;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _projection = new OutputProjection(stage.Plan, stage.Stage, stage.Layout);
        var topology = stage.Plan.Topology;
        _events = new EpochWatch(() =>
            PipelineLog.TimesOf1970(stage.Logger, stage.Stage.Name, topology.Source.Topic, topology.Source.Time)
        );
        _labels = new EpochWatch(() =>
            PipelineLog.TimesOf1970(stage.Logger, stage.Stage.Name, topology.Labels!.Topic, topology.Labels.Known)
        );
        var emitter = new TransactionalEmitter(
            KafkaClients.Producer(stage.Settings, stage.Stage.Group),
            stage.Settings.TransactionTimeout,
            OnKafkaError
        );
        _topics = new TopicGuard(
            new KafkaAdmin(stage.Settings.Kafka),
            new StreamKey(stage.Plan.Topology.Name, stage.Stage.Name, 0),
            [.. stage.Layout.TopicsOf(stage.Stage)]
        );
        _committer = new StageCommitter(new StoreAppender(stage.Store), emitter, _topics.ConfirmAsync, stage.Metrics);
        try
        {
            _consumer = new StageConsumer(
                KafkaClients.Consumer(stage.Settings, stage.Stage.Group),
                () => new KafkaAdmin(stage.Settings.Kafka),
                this,
                stage.Time,
                OnKafkaError
            );
        }
        catch
        {
            _committer.Dispose();
            _topics.Dispose();
            _ending.Dispose();
            throw;
        }
    }

    /// <summary>Runs until stopped (returns) or faulted (throws the cause).</summary>
    public async Task RunAsync()
    {
        var stop = _ending.Token;
        var commits = Task
            .Factory.StartNew(
                () => _committer.RunAsync(stop),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .Unwrap();
        var consuming = Task.Factory.StartNew(
            () => _consumer.Run(_stage.Layout.SubscriptionOf(_stage.Stage), stop),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var first = await Task.WhenAny(commits, consuming, _fault.Task);
        // Keeps the commit loop out before the consumer leaves, which waits for the commit under way.
        await _ending.CancelAsync();
        await Task.WhenAll(Quietly(commits), Quietly(consuming));
        if (first == _fault.Task)
            throw await _fault.Task;
        try
        {
            await first;
        }
        catch (LostRecordsException)
        {
            // An old topic's position in a new one looks the same to the consumer, and has another cure.
            await _topics.ConfirmAsync();
            throw;
        }
    }

    public void Dispose()
    {
        _consumer.Dispose();
        StopPartitions();
        _committer.Dispose();
        _topics.Dispose();
        _ending.Dispose();
    }

    public IReadOnlyList<PartitionIntake> Assigned(IReadOnlyList<TopicPartition> partitions, IConsumerGroupMetadata metadata)
    {
        var assignment = _assignment = new Assignment(metadata);
        var owned = partitions.Select(p => p.Partition.Value).Distinct().Order().ToList();
        _stage.Layout.RefuseOthers(_stage.Stage, owned);
        PipelineLog.Assigned(_stage.Logger, _stage.Stage.Name, string.Join(' ', owned));
        return StartAsync(owned, assignment).GetAwaiter().GetResult();
    }

    public void Revoked()
    {
        if (_assignment is { } assignment)
            _committer.Revoke(assignment);
        StopPartitions();
    }

    async Task<IReadOnlyList<PartitionIntake>> StartAsync(List<int> owned, Assignment assignment)
    {
        if (owned.Count == 0)
            return [];
        using var activity = PipelineActivities.Start(_stage.Plan.Topology.Name, _stage.Stage.Name, owned);
        try
        {
            return await StartEachAsync(owned, assignment);
        }
        catch (Exception fault)
        {
            activity.Fail(fault);
            throw;
        }
    }

    async Task<IReadOnlyList<PartitionIntake>> StartEachAsync(List<int> owned, Assignment assignment)
    {
        // An assignment may come because a topic went and came back.
        await _topics.ConfirmAsync();
        var starts = new List<PartitionStart>();
        // One after the other: they share the transactional producer.
        foreach (var partition in owned)
            starts.Add(await RecoverAsync(partition, assignment));
        var upstream = new UpstreamCheck(_stage.Plan, _stage.Layout, _stage.Settings.Kafka);
        var drained = starts.Exists(s => s.HasIdleChannel)
            ? await upstream.DrainedAsync(_stage.Stage, _ending.Token)
            : new HashSet<(string, int)>();
        starts = [.. starts.Select(s => s.BelievingOnly(drained))];
        var intakes = await Task.WhenAll(starts.Select(start => Task.Run(() => OpenAsync(start, assignment))));
        return [.. intakes.SelectMany(i => i)];
    }

    async Task<PartitionStart> RecoverAsync(int partition, Assignment assignment)
    {
        var stream = new StreamKey(_stage.Plan.Topology.Name, _stage.Stage.Name, partition);
        using var activity = PipelineActivities.Recover(stream);
        var inputs = _stage.Assembly.Inputs(partition, WatchOf);
        var recovery = new PartitionRecovery(
            _stage.Stage,
            _stage.Store,
            _committer,
            new RecordedProjections(_stage.Plans, _stage.Layout, _projection),
            _stage.Gate,
            _stage.Settings,
            _stage.Logger
        );
        var recovered = await recovery.RecoverAsync(
            stream,
            [.. inputs.Select(i => i.Topic)],
            _topics.Ids,
            _consumer.Client,
            assignment,
            _ending.Token
        );
        await ForgetRecordedAsync(recovered.Tail);
        return new PartitionStart(stream, inputs, await MendClockAsync(recovered));
    }

    /// <summary>Rows that were recorded as rejected by a commit of which the last session did not hear any more.</summary>
    async Task ForgetRecordedAsync(LineageTail tail)
    {
        if (_stage.Isolation.Failed.IsEmpty || tail.Header is not { } last)
            return;
        await foreach (
            var batch in _stage.Store.ReadAsync(tail.Stream, Math.Max(1, tail.Version - last.MaxInFlight), tail.Version, _ending.Token)
        )
        {
            _stage.Isolation.Failed.Recorded(batch.Table(TableNames.Rejected));
        }
    }

    async Task<RecoveredPartition> MendClockAsync(RecoveredPartition recovered)
    {
        var latest = _stage.Plan.Topology.LatestAt(_stage.Time.GetUtcNow());
        if (await AbsurdClock.MendAsync(recovered.Tail, latest, _stage.Store, _ending.Token) is not { Header: { } mended } tail)
            return recovered;
        PipelineLog.ClockMended(
            _stage.Logger,
            _stage.Stage.Name,
            tail.Stream.Partition,
            Moment(recovered.Tail.Header!.Watermark),
            Moment(mended.Watermark)
        );
        return new RecoveredPartition(
            tail,
            [
                .. recovered.Positions.Select(p =>
                    Positions.ToMerge(mended.Positions.First(m => m.Topic == p.Topic && m.Partition == p.Partition))
                ),
            ]
        );

        static DateTimeOffset Moment(Timestamp time) =>
            Timestamp.Max(Timestamp.Epoch, Timestamp.Min(time, IsoTime.Last)).ToDateTimeOffset();
    }

    async Task<IReadOnlyList<PartitionIntake>> OpenAsync(PartitionStart start, Assignment assignment)
    {
        var features = new FeatureEngine(_stage.Stage, _stage.Plan.Topology);
        var validators = start.Inputs.Where(i => i.Validator is not null).Select(i => i.Validator!).ToList();
        var restore = new StateRestore(
            _stage.Stage,
            _stage.Plan.Topology,
            _stage.Store,
            _stage.Settings.SnapshotRows is not null,
            _stage.Logger
        );
        var restored = await RestoreAsync();
        _stage.Metrics.Restored(restored);
        var processor = new StageProcessor(
            new StageParts
            {
                Stage = _stage.Stage,
                Topology = _stage.Plan.Topology,
                Inputs = start.Inputs,
                Merge = _stage.Assembly.Merge(start.Inputs, start.Recovered.Positions, start.Recovered.Tail.Header, _stage.Time),
                Control = _stage.Assembly.Control(start.Inputs, start.Recovered.Positions, start.Recovered.Tail.Header),
                Features = features,
                Snapshots =
                    _stage.Settings.SnapshotRows is { } fewest && features.Horizon > TimeSpan.Zero
                        ? new SnapshotSchedule(fewest, restored.Work, restored.Entries)
                        : null,
                Tail = start.Recovered.Tail,
                TopicIds = _topics.Ids,
                Projection = _projection,
                Scorer = _stage.Assembly.Scorer(_stage.Models, _stage.Fingerprint),
                Metrics = _stage.Metrics,
                Isolation = _stage.Isolation,
                Time = _stage.Time,
                MaxBatchRows = _stage.Settings.MaxBatchRows,
                MaxInFlight = _stage.Settings.MaxInFlight,
            }
        );
        Action<StageStep, Action> submit = (step, committed) => _committer.Submit(CommitUnit.Of(assignment, _stage.Stage, step, () =>
                {
                    _stage.Isolation.Failed.Recorded(step.Recorded.Rejected);
                    GuardLog.Tell(_stage.Logger, step.Lineage.Tail);
                    committed();
                }));
        Action<Exception> fault = e => _fault.TrySetResult(e);
        var actor = _stage.Actors.Start(Props.Create(() => new PartitionActor(processor, submit, fault)));
        lock (_partitions)
            _partitions.Add(actor);
        return
        [
            .. start.Inputs.Select((input, i) => Intake(input, start.Stream.Partition, start.Recovered.Positions[i].NextOffset, actor)),
        ];

        async Task<RestoredState> RestoreAsync()
        {
            using var activity = PipelineActivities.Restore(start.Stream);
            var state = await restore.RestoreAsync(start.Recovered.Tail, features, validators, _ending.Token);
            activity?.SetTag("streaming.rows", state.Rows).SetTag("streaming.entries", state.Entries);
            return state;
        }
    }

    EpochWatch? WatchOf(InputKind kind) =>
        kind switch
        {
            InputKind.Source => _events,
            InputKind.Labels => _labels,
            _ => null,
        };

    static PartitionIntake Intake(StageInput input, int partition, long start, IActorRef actor)
    {
        var from = new TopicPartition(input.Topic, partition);
        return input.Plan.Kind == InputKind.Channel
            ? new ChannelIntake(
                from,
                start,
                input.Gauge,
                input.Id,
                message => actor.Tell(message),
                () => actor.Tell(new InputEnd(input.Id))
            )
            : new RawIntake(from, start, input.Gauge, input.Id, raw => actor.Tell(raw), () => actor.Tell(new InputEnd(input.Id)));
    }

    void StopPartitions()
    {
        lock (_partitions)
        {
            foreach (var actor in _partitions)
                _stage.Actors.Stop(actor);
            _partitions.Clear();
        }
    }

    void OnKafkaError(Error error)
    {
        if (error.IsFatal)
            _fault.TrySetResult(new KafkaException(error));
        else
            PipelineLog.KafkaError(_stage.Logger, _stage.Stage.Name, error.Reason);
    }

    static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // The first fault is the one that is reported; others follow from it.
        }
    }
}
