using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Finds offsets: the first, the next one to be written, or the first whose record is at least of a given time.</summary>
sealed class ListOffsetsApi(BrokerServices services) : SyncApi(ApiKey.ListOffsets, 1, 8, 6)
{
    const long Latest = -1,
        Earliest = -2,
        MaxTimestamp = -3,
        EarliestLocal = -4;

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        reader.Int32();
        var readCommitted = version >= 2 && reader.Int8() == 1;
        if (version >= 2)
            response.Int32(0);
        PartitionWalk.Run(ref reader, response, (string topic, ref WireReader asked, WireWriter answer) =>
        {
            var index = asked.Int32();
            var epoch = version >= 4 ? asked.Int32() : -1;
            var timestamp = asked.Int64();
            asked.Tags();
            answer.Int32(index);
            var refused = request.Access.Topic(KafkaOperation.Describe, topic);
            if (refused == ErrorCode.None)
                Write(answer, version, services.Topics.Partition(topic, index), epoch, timestamp, readCommitted);
            else
                Write(answer, version, refused, TimestampedOffset.None);
        });
        response.Tags();
    }

    static void Write(WireWriter response, short version, PartitionLog? log, int epoch, long timestamp, bool readCommitted)
    {
        var error = log is null ? ErrorCode.UnknownTopicOrPartition : LeaderEpochCheck.Check(epoch);
        // Later versions gave further special times a meaning.
        if (timestamp < Earliest - Math.Max(0, version - 6))
            error = ErrorCode.UnsupportedVersion;
        var found = error == ErrorCode.None ? Find(log!, timestamp, readCommitted) : TimestampedOffset.None;
        Write(response, version, error, found);
    }

    static void Write(WireWriter response, short version, ErrorCode error, TimestampedOffset found)
    {
        response.Error(error);
        response.Int64(found.Timestamp);
        response.Int64(found.Offset);
        if (version >= 4)
            response.Int32(found.Offset >= 0 ? PartitionLog.LeaderEpoch : -1);
        response.Tags();
    }

    static TimestampedOffset Find(PartitionLog log, long timestamp, bool readCommitted)
    {
        var view = log.View;
        try
        {
            return Find(view, timestamp, readCommitted);
        }
        catch (ObjectDisposedException)
        {
            // A segment was deleted in the midst of the search, or the whole topic.
            return log.View == view ? TimestampedOffset.None : Find(log, timestamp, readCommitted);
        }
    }

    static TimestampedOffset Find(LogView view, long timestamp, bool readCommitted) =>
        timestamp switch
        {
            Latest => new TimestampedOffset(view.Limit(readCommitted), -1),
            Earliest or EarliestLocal => new TimestampedOffset(view.StartOffset, -1),
            MaxTimestamp => TimestampSearch.Latest(view),
            _ => TimestampSearch.Find(view, timestamp, view.Limit(readCommitted)),
        };
}
