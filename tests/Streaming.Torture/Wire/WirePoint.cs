namespace Streaming.Torture.Wire;

/// <summary>
/// Requests of the commit protocol and of the group's life at which something can be done to a conversation. Those of Kafka
/// have the API key of the protocol as their value.
/// </summary>
enum WirePoint
{
    Produce = 0,
    Fetch = 1,
    OffsetFetch = 9,
    JoinGroup = 11,
    Heartbeat = 12,
    SyncGroup = 14,
    InitProducerId = 22,
    AddPartitionsToTransaction = 24,
    AddOffsetsToTransaction = 25,
    EndTransaction = 26,
    TransactionOffsets = 28,

    /// <summary>PostgreSQL: a transaction begins.</summary>
    Begin = 1000,

    /// <summary>PostgreSQL: a transaction is to be committed.</summary>
    Commit = 1001,
}

/// <summary>When, around a request.</summary>
enum WireMoment
{
    /// <summary>The client has sent it, the server has not got it.</summary>
    Before,

    /// <summary>The server has done it and answered, the client does not know.</summary>
    After,
}
