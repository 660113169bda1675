namespace Streaming.Kafka.Clients;

/// <summary>What became of a transaction that did not go through.</summary>
public enum TransactionOutcome
{
    /// <summary>Nothing of it will ever be seen.</summary>
    Aborted,

    /// <summary>Somebody else has begun with the same transactional id; nothing of it will ever be seen.</summary>
    Fenced,

    /// <summary>Its commit was asked for and not answered: it may be there.</summary>
    Unknown,
}

/// <summary>A transaction did not go through. The client is of no use any more.</summary>
/// <param name="outcome">What became of it.</param>
/// <param name="message">Kafka's reason.</param>
/// <param name="cause">What the client library threw.</param>
public sealed class TransactionFailedException(TransactionOutcome outcome, string message, Exception? cause) : Exception(message, cause)
{
    /// <summary>What became of it.</summary>
    public TransactionOutcome Outcome { get; } = outcome;

    /// <summary>Index of a record that Kafka will never take; null: it was no record's fault.</summary>
    public int? Record { get; init; }
}
