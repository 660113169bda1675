namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>
/// The holder of a transactional id's current model. Changes happen under the gate; the current model may be read without, which
/// is how partitions check a write under their own lock.
/// </summary>
sealed class TransactionState(string transactionalId, TransactionModel model)
{
    volatile TransactionModel _current = model;

    public Lock Gate { get; } = new();
    public string TransactionalId { get; } = transactionalId;

    public TransactionModel Current
    {
        get => _current;
        set => _current = value;
    }
}
