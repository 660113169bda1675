using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>The list of offsets that both commits carry, and the list of errors both answer with.</summary>
static class OffsetsRequest
{
    public static List<OffsetToCommit> Read(ref WireReader reader, bool withLeaderEpoch)
    {
        var offsets = new List<OffsetToCommit>();
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            var topic = reader.String();
            for (var partitions = reader.ArrayLength(); partitions > 0; partitions--)
            {
                var (index, offset) = (reader.Int32(), reader.Int64());
                var epoch = withLeaderEpoch ? reader.Int32() : -1;
                offsets.Add(new OffsetToCommit(new TopicPartition(topic, index), offset, epoch, reader.NullableString()));
                reader.Tags();
            }

            reader.Tags();
        }

        return offsets;
    }

    public static void WriteErrors(WireWriter response, List<OffsetToCommit> offsets, ErrorCode[] errors) =>
        PartitionErrors.Write(response, [.. offsets.Select((offset, i) => (offset.Partition, errors[i]))]);
}
