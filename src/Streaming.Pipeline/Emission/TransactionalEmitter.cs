using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Pipeline.Emission;

/// <summary>
/// A stage's transactional producer. Each transaction carries outputs and the offsets that say they are emitted, under the
/// group generation of the assignment they belong to, so that a process that lost its partitions cannot commit.
/// Any failure leaves the outcome to recovery: the emitter is then disposed and a new one made.
/// </summary>
sealed class TransactionalEmitter : IEmitter
{
    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly TimeSpan _timeout;
    bool _initialised;

    public TransactionalEmitter(ProducerConfig config, TimeSpan timeout, Action<Error> onError)
    {
        _timeout = timeout;
        _producer = ClientFactory.Producer(config, onError);
    }

    /// <inheritdoc/>
    public void Initialise()
    {
        if (_initialised)
            return;
        _producer.InitTransactions(_timeout);
        _initialised = true;
    }

    /// <inheritdoc/>
    public void Emit(IEnumerable<OutputRecord> records, IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata group)
    {
        Initialise();
        _producer.BeginTransaction();
        try
        {
            foreach (var record in records)
                _producer.Enqueue(record.Topic, record.Partition, record.Message);
            _producer.SendOffsetsToTransaction(offsets, group, _timeout);
            AwaitDelivery();
            // Never asked again, even where the client says that one may: a client whose broker was restarted in the middle can
            // time out for ever, and the next emitter brings whatever was left to its end.
            _producer.CommitTransaction(_timeout);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            Abort();
            throw;
        }
    }

    public void Dispose() => _producer.End();

    /// <summary>
    /// Waits until everything produced has been acknowledged. The commit waits for that too, but looks only every 10 ms when
    /// delivery reports are off; what it would report as an error it still does.
    /// </summary>
    void AwaitDelivery()
    {
        var start = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (_producer.Flush(TimeSpan.Zero) > 0 && Stopwatch.GetElapsedTime(start) < _timeout)
            spin.SpinOnce();
    }

    void Abort()
    {
        try
        {
            _producer.AbortTransaction(_timeout);
        }
        catch (KafkaException)
        {
            // The emitter is thrown away next; the broker aborts by itself at the transaction time-out or at the next initialisation.
        }
    }
}
