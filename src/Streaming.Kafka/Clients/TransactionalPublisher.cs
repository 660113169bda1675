using System.Text;
using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Kafka.Clients;

/// <summary>A record that is to be written.</summary>
/// <param name="To">Where to.</param>
/// <param name="Key">Null: none.</param>
/// <param name="Value">Null: none.</param>
public sealed record NewRecord(KafkaPartition To, byte[]? Key, byte[]? Value)
{
    /// <summary>The promise that nothing older follows there; null: a record like any other.</summary>
    public Timestamp? Watermark { get; private init; }

    /// <summary>A promise that nothing older follows in a partition, or that nothing follows for now.</summary>
    public static NewRecord Promise(KafkaPartition to, Timestamp watermark) => new(to, null, null) { Watermark = watermark };
}

/// <summary>
/// Writes records in transactions, one after the other, and tells where they lie. Whoever begins with the same transactional id later has
/// fenced this one: it can commit nothing any more, and what it had begun is aborted. After a failure it is of no use.
/// </summary>
public sealed class TransactionalPublisher : IDisposable
{
    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly TimeSpan _patience;
    readonly Headers? _name;
    bool _initialised;

    /// <summary>Connects when it is initialised.</summary>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="id">Transactional id.</param>
    /// <param name="name">Given with every record: watermarks then speak for this publisher alone. Null: none.</param>
    /// <param name="timeout">How long an open transaction may hold back readers.</param>
    public TransactionalPublisher(KafkaConnection connection, string id, string? name, TimeSpan timeout)
    {
        _patience = timeout;
        _name = name is null ? null : new Headers { { PublisherName.Header, Encoding.UTF8.GetBytes(name) } };
        _producer = ClientFactory.Producer(Producers.TransactionalReporting(connection, id, timeout), _ => { });
    }

    /// <summary>Ends what was begun under the same id, and fences whoever began it; once it returns, all of that is decided.</summary>
    /// <exception cref="TransactionFailedException">Kafka does not answer.</exception>
    public void Initialise()
    {
        if (_initialised)
            return;
        try
        {
            _producer.InitTransactions(_patience);
            _initialised = true;
        }
        catch (KafkaException e)
        {
            throw new TransactionFailedException(TransactionOutcome.Aborted, e.Error.Reason, e);
        }
    }

    /// <summary>Writes all of the records or none.</summary>
    /// <param name="records">In the order in which they are to lie in their partitions.</param>
    /// <param name="more">What more is to be written in the same transaction, once the offsets of the records are known.</param>
    /// <returns>Offset of each, and then of those that came after.</returns>
    /// <exception cref="TransactionFailedException">They are not there, or may not be.</exception>
    public long[] Write(IReadOnlyList<NewRecord> records, Func<long[], IEnumerable<NewRecord>>? more = null)
    {
        Initialise();
        try
        {
            _producer.BeginTransaction();
            var offsets = Send(records);
            if (more?.Invoke(offsets).ToList() is { Count: > 0 } last)
                offsets = [.. offsets, .. Send(last)];
            Commit();
            return offsets;
        }
        catch (KafkaException e)
        {
            throw new TransactionFailedException(Abort(e.Error), e.Error.Reason, e);
        }
        catch (Refused e)
        {
            throw new TransactionFailedException(Abort(e.Error), e.Error.Reason, null) { Record = e.Index };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.End();

    long[] Send(IReadOnlyList<NewRecord> records)
    {
        var offsets = new long[records.Count];
        Refused? refused = null;
        for (var i = 0; i < records.Count; i++)
        {
            var index = i;
            try
            {
                _producer.Enqueue(records[i].To.Topic, records[i].To.Partition, Message(records[i]), Delivered);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw IsOfRecord(e.Error) ? new Refused(i, e.Error) : e;
            }

            void Delivered(DeliveryReport<byte[]?, byte[]?> report)
            {
                offsets[index] = report.Offset.Value;
                // The fault of one record makes the others of the transaction fail too.
                if (report.Error.IsError && (refused is null || (!IsOfRecord(refused.Error) && IsOfRecord(report.Error))))
                    refused = new Refused(index, report.Error);
            }
        }

        var left = _producer.Flush(_patience);
        if (refused is not null)
            throw IsOfRecord(refused.Error) ? refused : new KafkaException(refused.Error);
        return left == 0 ? offsets : throw new KafkaException(ErrorCode.Local_MsgTimedOut);
    }

    void Commit()
    {
        try
        {
            _producer.CommitTransaction(_patience);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            throw;
        }
        catch (KafkaException e) when (!IsFenced(e.Error))
        {
            throw new TransactionFailedException(TransactionOutcome.Unknown, e.Error.Reason, e);
        }
    }

    TransactionOutcome Abort(Error error)
    {
        try
        {
            _producer.AbortTransaction(_patience);
        }
        catch (KafkaException)
        {
            // The broker aborts it by itself, when its time is over or the id begins anew.
        }

        return IsFenced(error) ? TransactionOutcome.Fenced : TransactionOutcome.Aborted;
    }

    Message<byte[]?, byte[]?> Message(NewRecord record)
    {
        var headers = _name;
        if (record.Watermark is { } watermark)
        {
            headers = [.. _name ?? []];
            headers.Add(Watermark.Header, WatermarkHeader.Encode(watermark));
        }

        return new Message<byte[]?, byte[]?>
        {
            Key = record.Key,
            Value = record.Value,
            Headers = headers,
        };
    }

    static bool IsOfRecord(Error error) =>
        error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidRecord;

    static bool IsFenced(Error error) => error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    sealed class Refused(int index, Error error) : Exception(error.Reason)
    {
        public int Index => index;

        public Error Error => error;
    }
}
