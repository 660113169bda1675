using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis;

/// <summary>Reads what a request says of one partition and writes the answer to it, tagged fields included.</summary>
delegate void PartitionStep(string topic, ref WireReader reader, WireWriter response);

/// <summary>Requests that list partitions by topic, answered by a response of the same shape: both are walked in one pass.</summary>
static class PartitionWalk
{
    public static void Run(ref WireReader reader, WireWriter response, PartitionStep step)
    {
        var topics = reader.ArrayLength();
        response.Array(topics);
        for (; topics > 0; topics--)
        {
            var topic = reader.String();
            response.String(topic);
            var partitions = reader.ArrayLength();
            response.Array(partitions);
            for (; partitions > 0; partitions--)
                step(topic, ref reader, response);
            reader.Tags();
            response.Tags();
        }
    }
}
