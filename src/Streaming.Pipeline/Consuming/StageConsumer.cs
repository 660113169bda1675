using Confluent.Kafka;
using Streaming.Events.Time;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Topics;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Recovery;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Pipeline.Consuming;

/// <summary>Told by a <see cref="StageConsumer"/>, on its thread, what the group assigns; answers where to start reading.</summary>
interface IAssignmentHandler
{
    /// <summary>Recovers each newly owned stage partition and opens an intake for each of its inputs.</summary>
    IReadOnlyList<PartitionIntake> Assigned(IReadOnlyList<TopicPartition> partitions, IConsumerGroupMetadata metadata);

    /// <summary>Returns when nothing of the old assignment can be emitted any more.</summary>
    void Revoked();
}

/// <summary>
/// The one thread of a stage that talks to the blocking Kafka client: polls, copies records into batches, hands them to
/// the stage's partitions, pauses inputs that run ahead. Back-pressure: an input whose gauge is full is paused, the client
/// then stops fetching it, and nothing is dropped.
/// </summary>
sealed class StageConsumer : IDisposable
{
    readonly IConsumer<Slice, Slice> _consumer;
    readonly ScratchArena _arena = new();
    readonly IAssignmentHandler _handler;
    readonly TimeProvider _time;
    readonly Dictionary<TopicPartition, PartitionIntake> _intakes = [];
    readonly List<PartitionIntake> _open = [];
    readonly EndCheck _ends;
    Exception? _fault;
    bool _leaving;

    // While the client leaves the group, its handlers run on a thread of their own, which may be left behind.
    readonly Lock _leave = new();
    bool _moved;
    bool _abandoned;

    public StageConsumer(
        ConsumerConfig config,
        Func<KafkaAdmin> admin,
        IAssignmentHandler handler,
        TimeProvider time,
        Action<Error> onError
    )
    {
        _handler = handler;
        _time = time;
        _consumer = ClientFactory.Consumer(config, _arena, onError, builder =>
            builder
                .SetPartitionsAssignedHandler((_, partitions) => Assign(partitions))
                .SetPartitionsRevokedHandler((_, _) => Drop())
                .SetPartitionsLostHandler((_, _) => Drop())
        );
        _ends = new EndCheck(admin);
    }

    public IConsumer<Slice, Slice> Client => _consumer;

    /// <summary>Polls until <paramref name="stop"/>; leaves through the revocation handler, so that unsent batches are dropped in
    /// order.</summary>
    public void Run(IEnumerable<string> topics, CancellationToken stop)
    {
        _consumer.Subscribe(topics);
        while (!stop.IsCancellationRequested)
        {
            var result = Poll(_open.Count > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(20));
            if (_fault is { } fault)
                throw fault;
            if (result is null)
            {
                FlushAll();
                Regulate();
                _ends.Look(_intakes.Values);
                continue;
            }

            Take(result);
        }
    }

    public void Dispose()
    {
        _leaving = true;
        _ends.Dispose();
        if (ClientEnd.Leave(Close, Moves))
            _consumer.End();
    }

    void Close()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException)
        {
            // Closing only says good-bye; a broker that is away will notice by the session time-out.
        }
    }

    /// <summary>Whether something was dropped since it was asked last. If not, the client hangs: what it owns is dropped here, and nothing
    /// that it may still call does anything.</summary>
    bool Moves()
    {
        lock (_leave)
        {
            if (_moved)
            {
                _moved = false;
                return true;
            }

            Forget();
            _abandoned = true;
            return false;
        }
    }

    ConsumeResult<Slice, Slice>? Poll(TimeSpan timeout)
    {
        try
        {
            return _consumer.Consume(timeout);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new LostRecordsException(e.ConsumerRecord?.TopicPartition, position: null, e);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return null; // The client retries by itself; the error handler has reported it.
        }
    }

    void Take(ConsumeResult<Slice, Slice> result)
    {
        var known = _intakes.TryGetValue(result.TopicPartition, out var intake);
        if (result.IsPartitionEOF)
        {
            if (known)
                End(intake!, result.Offset.Value);
            return;
        }

        var message = result.Message;
        if (known)
        {
            intake!.GoOn();
            if (intake.IsEmpty)
                _open.Add(intake);
            intake.Add(
                result.Offset.Value,
                message.Key.Length < 0 ? default : _arena.Span(message.Key),
                message.Key.Length >= 0,
                message.Value.Length < 0 ? default : _arena.Span(message.Value),
                message.Value.Length >= 0,
                Timestamp.FromUnixMilliseconds(message.Timestamp.UnixTimestampMs),
                message.Headers
            );
            if (intake.IsFull)
                Flush(intake);
        }

        _arena.Clear();
    }

    void End(PartitionIntake intake, long offset)
    {
        if (!intake.IsEmpty)
            Flush(intake);
        intake.End(offset);
    }

    void Flush(PartitionIntake intake)
    {
        intake.Flush(_time);
        _open.Remove(intake);
        Regulate();
    }

    void FlushAll()
    {
        foreach (var intake in _open)
            intake.Flush(_time);
        _open.Clear();
    }

    void Regulate()
    {
        foreach (var intake in _intakes.Values)
        {
            if (intake.Paused && FlowControl.ShouldResume(intake.Gauge))
            {
                intake.Paused = false;
                _consumer.Resume([intake.TopicPartition]);
            }
            else if (!intake.Paused && FlowControl.ShouldPause(intake.Gauge))
            {
                intake.Paused = true;
                _consumer.Pause([intake.TopicPartition]);
            }
        }
    }

    List<TopicPartitionOffset> Assign(List<TopicPartition> partitions)
    {
        // An assignment that was under way still arrives. The group's metadata are gone by then, and the client library would end
        // the process in looking for them.
        if (_leaving)
            return [];
        try
        {
            foreach (var intake in _handler.Assigned(partitions, _consumer.ConsumerGroupMetadata))
                _intakes[intake.TopicPartition] = intake;
            // What no intake reads is subscribed to for its offsets' sake only.
            return [.. partitions.Where(_intakes.ContainsKey).Select(p => new TopicPartitionOffset(p, _intakes[p].Start))];
        }
        catch (Exception e)
        {
            // An exception must not unwind through the native client: the poll loop rethrows it.
            _fault = e;
            return [];
        }
    }

    void Drop()
    {
        // The client's pause outlives the assignment: a partition that comes back would stand still for ever.
        lock (_leave)
        {
            if (_abandoned)
                return;
            var paused = _intakes.Values.Where(i => i.Paused).Select(i => i.TopicPartition).ToList();
            if (paused.Count > 0)
                _consumer.Resume(paused);
            Forget();
            _moved = true;
        }
    }

    void Forget()
    {
        _open.Clear();
        _intakes.Clear();
        _handler.Revoked();
    }
}
