namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>States of a transactional id; their names are what clients are told. Values are on disk: never renumber.</summary>
enum TransactionStatus : sbyte
{
    Empty = 0,
    Ongoing = 1,

    /// <summary>The outcome is decided and durable; markers are being written. A crash from here on is rolled forward.</summary>
    PrepareCommit = 2,
    PrepareAbort = 3,
    CompleteCommit = 4,
    CompleteAbort = 5,
}
