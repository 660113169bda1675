using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Tells where a leader epoch ended. There is one epoch, and it ends where the log does.</summary>
sealed class OffsetForLeaderEpochApi(BrokerServices services) : SyncApi(ApiKey.OffsetForLeaderEpoch, 2, 4, 4)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        if (request.Version >= 3)
            reader.Int32();
        response.Int32(0);
        PartitionWalk.Run(ref reader, response, (string topic, ref WireReader asked, WireWriter answer) =>
            Answer(request.Access.Topic(KafkaOperation.Describe, topic), topic, ref asked, answer)
        );
        response.Tags();
    }

    void Answer(ErrorCode refused, string topic, ref WireReader reader, WireWriter response)
    {
        var (index, current, asked) = (reader.Int32(), reader.Int32(), reader.Int32());
        reader.Tags();
        Write(response, services.Topics.Partition(topic, index), index, current, asked, refused);
    }

    static void Write(WireWriter response, PartitionLog? log, int index, int current, int asked, ErrorCode refused)
    {
        var error =
            refused != ErrorCode.None ? refused
            : log is null ? ErrorCode.UnknownTopicOrPartition
            : LeaderEpochCheck.Check(current);
        var known = error == ErrorCode.None && asked == PartitionLog.LeaderEpoch;
        response.Error(error);
        response.Int32(index);
        response.Int32(known ? PartitionLog.LeaderEpoch : -1);
        response.Int64(known ? log!.View.EndOffset : -1);
        response.Tags();
    }
}
