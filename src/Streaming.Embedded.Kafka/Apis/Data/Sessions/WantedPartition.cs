namespace Streaming.Embedded.Kafka.Apis.Data.Sessions;

/// <summary>A partition as a fetch request names it: by the topic's name, or by its id.</summary>
readonly record struct FetchKey(string Name, Guid Id, int Index)
{
    public bool IsOfSameTopic(FetchKey other) => Id == other.Id && Name == other.Name;
}

/// <summary>What a consumer wants of a partition; in a session also what it has been told last. Guarded by the session's lock.</summary>
sealed class WantedPartition(FetchKey key, long offset, int maxBytes, int leaderEpoch)
{
    public FetchKey Key { get; } = key;
    public long Offset { get; } = offset;
    public int MaxBytes { get; } = maxBytes;
    public int LeaderEpoch { get; } = leaderEpoch;

    /// <summary>The end of the partition as it was last told; -1: never.</summary>
    public long ToldEnd { get; set; } = -1;

    /// <summary>Its start as it was last told.</summary>
    public long ToldStart { get; set; } = -1;
}
