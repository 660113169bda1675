using System.Threading.Channels;
using Streaming.Kafka.Clients;
using Streaming.Topology;

namespace Streaming.Publishing.Live;

/// <summary>
/// One transaction after the other under one transactional id: whatever has come while one was written goes into the next. With keys, the
/// id is shared by all processes: whoever begins with it has fenced the others, and then reads which keys they have written, so that nobody
/// writes under a key without knowing of all before.
/// </summary>
sealed class PublishLane : IAsyncDisposable
{
    const int MostRecords = 20_000;
    const int MostBytes = 8 << 20;
    const int MostTries = 20;

    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    readonly Func<TransactionalPublisher> _open;
    readonly Func<TransactionalPublisher, IReadOnlyList<PublishOrder>, PublishKeys?, IReadOnlyList<RecordPlace>[]> _write;
    readonly PublishKeys? _keys;
    readonly TimeProvider _time;
    readonly Channel<PublishOrder> _orders = Channel.CreateUnbounded<PublishOrder>(new UnboundedChannelOptions { SingleReader = true });
    readonly LinkedList<PublishOrder> _waiting = [];
    readonly Task _work;
    TransactionalPublisher? _producer;

    /// <param name="open">A new client; it fences those before it.</param>
    /// <param name="write">Writes the records of some callers in one transaction, with their keys.</param>
    /// <param name="keys">Null: nothing here has a key.</param>
    /// <param name="time">The clock that it waits by.</param>
    public PublishLane(
        Func<TransactionalPublisher> open,
        Func<TransactionalPublisher, IReadOnlyList<PublishOrder>, PublishKeys?, IReadOnlyList<RecordPlace>[]> write,
        PublishKeys? keys,
        TimeProvider time
    )
    {
        (_open, _write, _keys, _time) = (open, write, keys, time);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Takes an order; false: it has ended.</summary>
    public bool Take(PublishOrder order) => _orders.Writer.TryWrite(order);

    /// <summary>Ends when all that was asked for is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _orders.Writer.TryComplete();
        await _work;
        Close();
    }

    async Task WorkAsync()
    {
        while (_waiting.Count > 0 || await _orders.Reader.WaitToReadAsync())
        {
            var group = Gather();
            if (group.Count > 0)
                await WriteAsync(group, 1);
        }
    }

    /// <summary>What has come meanwhile, as much as one transaction should hold, and of each key one order.</summary>
    List<PublishOrder> Gather()
    {
        while (_orders.Reader.TryRead(out var next))
            _waiting.AddLast(next);
        var (group, named, records, bytes) = (new List<PublishOrder>(), new HashSet<UInt128>(), 0, 0L);
        for (var node = _waiting.First; node is not null; )
        {
            var (at, order) = (node, node.Value);
            node = node.Next;
            if (group.Count > 0 && (records + order.Records.Count > MostRecords || bytes + order.Bytes > MostBytes))
                break;
            if (order.Key is { } key && !named.Add(PublishKeys.NameOf(key.Id)))
                continue;
            _waiting.Remove(at);
            // Whoever has gone before anything was written for them wants nothing any more.
            if (order.Stop.IsCancellationRequested)
            {
                order.Done.TrySetCanceled(order.Stop);
                continue;
            }

            group.Add(order);
            (records, bytes) = (records + order.Records.Count, bytes + order.Bytes);
        }

        return group;
    }

    async Task WriteAsync(IReadOnlyList<PublishOrder> group, int attempt)
    {
        // Of what is left after those that were written before.
        var left = group;
        try
        {
            // The client blocks the thread that it works on.
            await Task.Run(() =>
            {
                Open();
                left = _keys is null ? group : [.. group.Where(order => !IsAnswered(order))];
                if (left.Count == 0)
                    return;
                var written = _write(_producer!, left, _keys);
                for (var i = 0; i < left.Count; i++)
                    left[i].Done.TrySetResult(written[i]);
            });
        }
        catch (TransactionFailedException e)
        {
            Close();
            await FailAsync(left, e, attempt);
        }
        catch (Exception e)
        {
            Close();
            foreach (var order in left)
                order.Done.TrySetException(e);
        }
    }

    void Open()
    {
        if (_producer is not null)
            return;
        _producer = _open();
        _producer.Initialise();
        _keys?.Load(CancellationToken.None);
    }

    /// <summary>What was published before under the same key is the answer, or the caller's mistake.</summary>
    bool IsAnswered(PublishOrder order)
    {
        if (_keys!.Find(order.Key!.Id, CancellationToken.None) is { } before)
        {
            if (before.Body.AsSpan().SequenceEqual(order.Key.Body))
                order.Done.TrySetResult(before.Records);
            else
                order.Done.TrySetException(new KeyReusedException());
            return true;
        }

        if (_keys.HasRoom)
            return false;
        order.Done.TrySetException(
            new StreamingException("More idempotency keys have been used than are kept at a time. Send this without one, or later.")
            {
                Kind = FailureKind.Busy,
            }
        );
        return true;
    }

    async Task FailAsync(IReadOnlyList<PublishOrder> group, TransactionFailedException fault, int attempt)
    {
        // One caller's record that Kafka will never take is no fault of the others.
        if (group.Count > 1 && fault is { Record: not null, Outcome: TransactionOutcome.Aborted })
        {
            foreach (var order in group)
                await WriteAsync([order], 1);
            return;
        }

        // Under keys whatever happened is found out by beginning anew: other processes fenced this one, or the commit was not answered.
        if (_keys is not null && fault.Record is null && attempt < (fault.Outcome == TransactionOutcome.Fenced ? MostTries : 2))
        {
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), _time);
            await WriteAsync(group, attempt + 1);
            return;
        }

        foreach (var order in group)
        {
            order.Done.TrySetException(
                fault.Record is null
                    ? fault
                    : new StreamingException($"Kafka does not take one of the records: {fault.Message.TrimEnd('.')}.", fault)
                    {
                        Kind = FailureKind.Invalid,
                    }
            );
        }
    }

    void Close()
    {
        _producer?.Dispose();
        _producer = null;
    }
}
