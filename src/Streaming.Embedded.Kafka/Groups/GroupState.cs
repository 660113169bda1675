namespace Streaming.Embedded.Kafka.Groups;

/// <summary>States of a classic consumer group; their names are what clients are told.</summary>
enum GroupState
{
    /// <summary>No members; offsets may remain.</summary>
    Empty,

    /// <summary>Waits for its members to join again.</summary>
    PreparingRebalance,

    /// <summary>All have joined; waits for the leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Every member has its assignment.</summary>
    Stable,

    /// <summary>Deleted; whoever still holds it has to look it up again.</summary>
    Dead,
}
