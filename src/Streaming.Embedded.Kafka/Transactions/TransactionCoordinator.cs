using System.Collections.Concurrent;
using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>The producer id and epoch a producer is to use.</summary>
readonly record struct ProducerIdentity(ErrorCode Error, long ProducerId = -1, short Epoch = -1);

/// <summary>Runs transactions: who may write under a transactional id, what belongs to its open transaction, how that ends.</summary>
sealed class TransactionCoordinator : ITransactionGuard
{
    readonly KafkaOptions _options;
    readonly Clock _clock;
    readonly StateStore _state;
    readonly ProducerIds _producerIds;
    readonly TransactionCompletion _completion;
    readonly OffsetManager _offsets;
    readonly ConcurrentDictionary<string, TransactionState> _byId = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<long, TransactionState> _byProducer = new();

    public TransactionCoordinator(
        KafkaOptions options,
        Clock clock,
        StateStore state,
        ProducerIds producerIds,
        OffsetManager offsets,
        TransactionCompletion completion
    )
    {
        (_options, _clock, _state, _producerIds, _offsets, _completion) = (options, clock, state, producerIds, offsets, completion);
        foreach (var (key, value) in state.Entries(StateKind.Transaction))
        {
            var transaction = new TransactionState(StateKey.Fields(key).String(), TransactionModel.Decode(value));
            _byId[transaction.TransactionalId] = transaction;
            _byProducer[transaction.Current.ProducerId] = transaction;
            if (transaction.Current.IsPrepared)
                completion.RollForward(transaction);
        }

        completion.CloseHanging(producerId => _byProducer.GetValueOrDefault(producerId)?.Current);
    }

    public ICollection<TransactionState> All => _byId.Values;

    public TransactionState? Find(string transactionalId) => _byId.GetValueOrDefault(transactionalId);

    /// <summary>An identity for a producer that is idempotent without transactions.</summary>
    public ProducerIdentity InitIdempotent() =>
        Stored(() => new ProducerIdentity(ErrorCode.None, _producerIds.Next(), 0), new ProducerIdentity(ErrorCode.CoordinatorNotAvailable));

    /// <summary>
    /// Gives a transactional id to the producer that asks, under a new epoch, which fences whoever had it. An open transaction is
    /// aborted first. A producer that names its own identity (<paramref name="producerId"/> not -1) bumps its own epoch.
    /// </summary>
    public ProducerIdentity Init(string transactionalId, int timeoutMs, long producerId, short epoch)
    {
        if (transactionalId.Length == 0)
            return new ProducerIdentity(ErrorCode.InvalidRequest);
        if (timeoutMs <= 0 || timeoutMs > _options.MaxTransactionTimeout.TotalMilliseconds)
            return new ProducerIdentity(ErrorCode.InvalidTransactionTimeout);
        while (true)
        {
            var transaction = _byId.GetOrAdd(transactionalId, id => new TransactionState(id, New(timeoutMs)));
            lock (transaction.Gate)
            {
                // Forgotten between the look-up and the lock: look again.
                if (Find(transactionalId) == transaction)
                {
                    return Stored(
                        () => Init(transaction, timeoutMs, producerId, epoch),
                        new ProducerIdentity(ErrorCode.CoordinatorNotAvailable)
                    );
                }
            }
        }
    }

    ProducerIdentity Init(TransactionState transaction, int timeoutMs, long producerId, short epoch)
    {
        var model = transaction.Current;
        if (producerId >= 0 && producerId != model.ProducerId)
            return new ProducerIdentity(ErrorCode.ProducerFenced);
        if (producerId >= 0 && epoch != model.Epoch)
        {
            return epoch == model.LastEpoch && model.LastEpoch >= 0
                ? new ProducerIdentity(ErrorCode.None, model.ProducerId, model.Epoch)
                : new ProducerIdentity(ErrorCode.ProducerFenced);
        }

        var next = (short)(model.Epoch + 1);
        if (model.IsPrepared)
            _completion.RollForward(transaction);
        else if (model.Status == TransactionStatus.Ongoing)
            _completion.End(transaction, commit: false, next);
        model = transaction.Current with
        {
            Epoch = next,
            LastEpoch = producerId >= 0 ? epoch : (short)-1,
            TimeoutMs = timeoutMs,
            Status = TransactionStatus.Empty,
            LastUpdate = _clock.Now,
        };
        // The last epoch is kept for fencing; past it the id goes on under a new producer id.
        if (next >= short.MaxValue - 1)
            model = model with { ProducerId = _producerIds.Next(), Epoch = 0, LastEpoch = -1 };
        _completion.Save(transaction, model);
        _byProducer[model.ProducerId] = transaction;
        return new ProducerIdentity(ErrorCode.None, model.ProducerId, model.Epoch);
    }

    /// <summary>Adds partitions to the open transaction, opening one if there is none.</summary>
    public ErrorCode AddPartitions(string transactionalId, long producerId, short epoch, IReadOnlyCollection<TopicPartition> partitions) =>
        Extend(transactionalId, producerId, epoch, model => model with { Partitions = model.Partitions.Union(partitions) });

    /// <summary>Adds a group's offsets to the open transaction, opening one if there is none.</summary>
    public ErrorCode AddGroup(string transactionalId, long producerId, short epoch, string group) =>
        Extend(transactionalId, producerId, epoch, model => model with { Groups = model.Groups.Add(group) });

    public ErrorCode[] CommitOffsets(
        string transactionalId,
        long producerId,
        short epoch,
        string group,
        Committer committer,
        IReadOnlyList<OffsetToCommit> offsets
    )
    {
        var errors = new ErrorCode[offsets.Count];
        if (Find(transactionalId) is not { } transaction)
        {
            Array.Fill(errors, ErrorCode.InvalidProducerIdMapping);
            return errors;
        }

        lock (transaction.Gate)
        {
            var error = Check(transaction.Current, producerId, epoch);
            if (
                error == ErrorCode.None
                && (transaction.Current.Status != TransactionStatus.Ongoing || !transaction.Current.Groups.Contains(group))
            )
            {
                error = ErrorCode.InvalidTxnState;
            }

            if (error == ErrorCode.None)
                return _offsets.CommitInTransaction(group, committer, producerId, offsets);
            // The group coordinator knows only the epoch that is current.
            Array.Fill(errors, error == ErrorCode.ProducerFenced ? ErrorCode.InvalidProducerEpoch : error);
            return errors;
        }
    }

    public ErrorCode End(string transactionalId, long producerId, short epoch, bool commit)
    {
        if (Find(transactionalId) is not { } transaction)
            return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Gate)
            return Stored(() => End(transaction, producerId, epoch, commit), ErrorCode.CoordinatorNotAvailable);
    }

    ErrorCode End(TransactionState transaction, long producerId, short epoch, bool commit)
    {
        var model = transaction.Current;
        if (Check(model, producerId, epoch) is var error and not ErrorCode.None)
            return error;
        switch (model.Status)
        {
            case TransactionStatus.Ongoing:
                _completion.End(transaction, commit, model.Epoch);
                return ErrorCode.None;
            case TransactionStatus.PrepareCommit when commit:
            case TransactionStatus.PrepareAbort when !commit:
                _completion.RollForward(transaction);
                return ErrorCode.None;
            case TransactionStatus.CompleteCommit when commit:
            case TransactionStatus.CompleteAbort when !commit:
                return ErrorCode.None;
            default:
                return ErrorCode.InvalidTxnState;
        }
    }

    /// <summary>Whether a producer may write to a partition within its transaction. Takes no lock: partitions ask under theirs.</summary>
    public ErrorCode MayWrite(TopicPartition partition, long producerId, short epoch)
    {
        if (!_byProducer.TryGetValue(producerId, out var transaction) || transaction.Current is var model && model.ProducerId != producerId)
            return ErrorCode.InvalidProducerIdMapping;
        if (model.Epoch != epoch)
            return ErrorCode.InvalidProducerEpoch;
        return model.Status == TransactionStatus.Ongoing && model.Partitions.Contains(partition)
            ? ErrorCode.None
            : ErrorCode.InvalidTxnState;
    }

    /// <summary>Aborts transactions that are open for too long and forgets ids nobody has used for long; called a few times a
    /// second.</summary>
    public void Sweep()
    {
        var now = _clock.Now;
        foreach (var transaction in _byId.Values)
        {
            var model = transaction.Current;
            var timedOut = model.Status == TransactionStatus.Ongoing && now - model.Started >= model.TimeoutMs;
            var forgotten =
                model.Status != TransactionStatus.Ongoing
                && !model.IsPrepared
                && now - model.LastUpdate >= _options.TransactionalIdExpiration.TotalMilliseconds;
            if (!timedOut && !forgotten && !model.IsPrepared)
                continue;
            lock (transaction.Gate)
            {
                if (!ReferenceEquals(transaction.Current, model))
                    continue;
                if (timedOut)
                    _completion.End(transaction, commit: false, (short)(model.Epoch + 1));
                else if (model.IsPrepared)
                    _completion.RollForward(transaction);
                else
                    Forget(transaction);
            }
        }
    }

    TransactionModel New(int timeoutMs) => new(_producerIds.Next(), -1, -1, timeoutMs, TransactionStatus.Empty, [], [], 0, _clock.Now);

    ErrorCode Extend(string transactionalId, long producerId, short epoch, Func<TransactionModel, TransactionModel> add)
    {
        if (Find(transactionalId) is not { } transaction)
            return ErrorCode.InvalidProducerIdMapping;
        lock (transaction.Gate)
        {
            var model = transaction.Current;
            if (Check(model, producerId, epoch) is var error and not ErrorCode.None)
                return error;
            if (model.IsPrepared)
                return ErrorCode.ConcurrentTransactions;
            var open =
                model.Status == TransactionStatus.Ongoing ? model : model with { Status = TransactionStatus.Ongoing, Started = _clock.Now };
            var extended = add(open);
            return Stored(
                () =>
                {
                    if (extended != model)
                        _completion.Save(transaction, extended with { LastUpdate = _clock.Now });
                    return ErrorCode.None;
                },
                ErrorCode.CoordinatorNotAvailable
            );
        }
    }

    /// <summary>Does what needs the disk. On a full one the transaction stays as it is, and clients ask again until there is
    /// room.</summary>
    static T Stored<T>(Func<T> change, T otherwise)
    {
        try
        {
            return change();
        }
        catch (IOException)
        {
            return otherwise;
        }
    }

    static ErrorCode Check(TransactionModel model, long producerId, short epoch)
    {
        if (model.ProducerId != producerId)
            return ErrorCode.InvalidProducerIdMapping;
        return model.Epoch == epoch ? ErrorCode.None : ErrorCode.ProducerFenced;
    }

    void Forget(TransactionState transaction)
    {
        _state.Delete(TransactionModel.Key(transaction.TransactionalId));
        _byId.TryRemove(transaction.TransactionalId, out _);
        _byProducer.TryRemove(transaction.Current.ProducerId, out _);
        // Whoever found it before must not go on with it.
        transaction.Current = transaction.Current with { ProducerId = -1 };
    }
}
