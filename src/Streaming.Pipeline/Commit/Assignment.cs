using Confluent.Kafka;

namespace Streaming.Pipeline.Commit;

/// <summary>
/// One assignment of partitions by the group. Its group metadata (member id and generation) is captured when it begins and
/// commits this assignment's batches only: a later generation never vouches for rows read under an earlier one.
/// </summary>
sealed class Assignment(IConsumerGroupMetadata group)
{
    volatile bool _revoked;

    public IConsumerGroupMetadata Group { get; } = group;

    public bool Revoked => _revoked;

    public void Revoke() => _revoked = true;
}
