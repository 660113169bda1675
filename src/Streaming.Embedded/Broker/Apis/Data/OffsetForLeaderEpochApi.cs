using Streaming.Embedded.Broker.Log;
using Streaming.Embedded.Broker.Protocol;
using Streaming.Embedded.Broker.Server;

namespace Streaming.Embedded.Broker.Apis.Data;

/// <summary>Tells where a leader epoch ended. There is one epoch, and it ends where the log does.</summary>
sealed class OffsetForLeaderEpochApi(BrokerServices services) : SyncApi(ApiKey.OffsetForLeaderEpoch, 2, 4, 4)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        if (request.Version >= 3)
            reader.Int32();
        response.Int32(0);
        var topics = reader.ArrayLength();
        response.Array(topics);
        for (; topics > 0; topics--)
        {
            var name = reader.String();
            response.String(name);
            var partitions = reader.ArrayLength();
            response.Array(partitions);
            for (; partitions > 0; partitions--)
            {
                var (index, current, asked) = (reader.Int32(), reader.Int32(), reader.Int32());
                reader.Tags();
                Write(response, services.Topics.Partition(name, index), index, current, asked);
            }

            reader.Tags();
            response.Tags();
        }

        response.Tags();
    }

    static void Write(WireWriter response, PartitionLog? log, int index, int current, int asked)
    {
        var error = log is null ? ErrorCode.UnknownTopicOrPartition : LeaderEpochCheck.Check(current);
        var known = error == ErrorCode.None && asked == PartitionLog.LeaderEpoch;
        response.Error(error);
        response.Int32(index);
        response.Int32(known ? PartitionLog.LeaderEpoch : -1);
        response.Int64(known ? log!.View.EndOffset : -1);
        response.Tags();
    }
}
