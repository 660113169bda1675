using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis;

/// <summary>An error for each partition, by topic: the body of several responses.</summary>
static class PartitionErrors
{
    public static void Write(WireWriter response, IReadOnlyCollection<(TopicPartition Partition, ErrorCode Error)> errors)
    {
        var topics = errors.GroupBy(item => item.Partition.Topic, StringComparer.Ordinal).ToList();
        response.Array(topics.Count);
        foreach (var topic in topics)
        {
            response.String(topic.Key);
            response.Array(topic.Count());
            foreach (var (partition, error) in topic)
            {
                response.Int32(partition.Partition);
                response.Error(error);
                response.Tags();
            }

            response.Tags();
        }
    }
}
