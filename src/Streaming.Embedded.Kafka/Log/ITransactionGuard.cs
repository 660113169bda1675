using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>Says whether a producer's transaction is open and includes a partition. Must take no lock: it is asked under the
/// partition's.</summary>
interface ITransactionGuard
{
    ErrorCode MayWrite(TopicPartition partition, long producerId, short epoch);
}
