using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Moves the start of partitions up, so that earlier records are no longer served. Offset -1 means the end.</summary>
sealed class DeleteRecordsApi(BrokerServices services) : SyncApi(ApiKey.DeleteRecords, 0, 2, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        response.Int32(0);
        PartitionWalk.Run(ref reader, response, (string topic, ref WireReader asked, WireWriter answer) =>
            Delete(request.Access.Topic(KafkaOperation.Delete, topic), topic, ref asked, answer)
        );
        response.Tags();
    }

    void Delete(ErrorCode refused, string topic, ref WireReader reader, WireWriter response)
    {
        var (index, offset) = (reader.Int32(), reader.Int64());
        reader.Tags();
        var (low, error) = refused == ErrorCode.None ? Delete(topic, index, offset) : (-1, refused);
        response.Int32(index);
        response.Int64(low);
        response.Error(error);
        response.Tags();
    }

    (long Low, ErrorCode Error) Delete(string name, int index, long offset)
    {
        if (services.Topics.Find(name) is not { } topic || topic.Partition(index) is not { } log)
            return (-1, ErrorCode.UnknownTopicOrPartition);
        var end = log.View.EndOffset;
        if (offset < -1 || offset > end)
            return (-1, ErrorCode.OffsetOutOfRange);
        return (services.Topics.AdvanceStart(topic, index, offset < 0 ? end : offset), ErrorCode.None);
    }
}
