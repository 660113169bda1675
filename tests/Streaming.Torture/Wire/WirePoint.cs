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

    /// <summary>PostgreSQL: a message is stored that begins a learning run, or that it is told.</summary>
    RunTold = 1010,

    /// <summary>PostgreSQL: what follows from it is committed.</summary>
    RunRecorded = 1011,

    /// <summary>PostgreSQL: that a job is asked for, taken, given back or over is committed.</summary>
    JobRecorded = 1012,

    /// <summary>PostgreSQL: a version, or what becomes of it, is committed.</summary>
    ModelRecorded = 1013,

    /// <summary>PostgreSQL: a step for a goal is committed.</summary>
    GoalRecorded = 1014,
}

/// <summary>When, around a request.</summary>
enum WireMoment
{
    /// <summary>The client has sent it, the server has not got it.</summary>
    Before,

    /// <summary>The server has done it and answered, the client does not know.</summary>
    After,
}
