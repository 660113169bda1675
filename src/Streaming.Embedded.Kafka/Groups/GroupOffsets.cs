using Streaming.Embedded.Kafka.Log;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>A committed position in a partition.</summary>
readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string? Metadata, long CommitTime);

/// <summary>
/// The offsets of a group: those committed, and by producer id those that a transaction has set but not committed.
/// Guarded by the group's lock.
/// </summary>
sealed class GroupOffsets
{
    public Dictionary<TopicPartition, CommittedOffset> Committed { get; } = [];

    public Dictionary<long, Dictionary<TopicPartition, CommittedOffset>> Pending { get; } = [];

    public bool IsPending(TopicPartition partition)
    {
        foreach (var offsets in Pending.Values)
        {
            if (offsets.ContainsKey(partition))
                return true;
        }

        return false;
    }

    public void SetPending(long producerId, TopicPartition partition, CommittedOffset offset)
    {
        if (!Pending.TryGetValue(producerId, out var offsets))
            Pending[producerId] = offsets = [];
        offsets[partition] = offset;
    }
}
