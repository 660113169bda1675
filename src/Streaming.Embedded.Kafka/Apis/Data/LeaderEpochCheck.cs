using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Compares the leader epoch a client believes in (-1: it does not say) with the one there is.</summary>
static class LeaderEpochCheck
{
    public static ErrorCode Check(int clientEpoch) =>
        clientEpoch switch
        {
            < 0 or PartitionLog.LeaderEpoch => ErrorCode.None,
            > PartitionLog.LeaderEpoch => ErrorCode.UnknownLeaderEpoch,
        };
}
