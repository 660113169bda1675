using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;

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

    /// <summary>Commits those offsets whose topics the client may read.</summary>
    /// <param name="offsets">All of them.</param>
    /// <param name="refused">What keeps it from committing any, where something does.</param>
    /// <param name="access">What it may do.</param>
    /// <param name="commit">Commits, and gives an error for each.</param>
    public static ErrorCode[] Commit(
        List<OffsetToCommit> offsets,
        ErrorCode refused,
        ClientAccess access,
        Func<List<OffsetToCommit>, ErrorCode[]> commit
    )
    {
        var errors = offsets.ConvertAll(offset =>
            refused != ErrorCode.None ? refused : access.Topic(KafkaOperation.Read, offset.Partition.Topic)
        );
        var allowed = offsets.Where((_, i) => errors[i] == ErrorCode.None).ToList();
        if (allowed.Count == 0)
            return [.. errors];
        var committed = new Queue<ErrorCode>(commit(allowed));
        return [.. errors.Select(error => error == ErrorCode.None ? committed.Dequeue() : error)];
    }

    public static void WriteErrors(WireWriter response, List<OffsetToCommit> offsets, ErrorCode[] errors) =>
        PartitionErrors.Write(response, [.. offsets.Select((offset, i) => (offset.Partition, errors[i]))]);
}
