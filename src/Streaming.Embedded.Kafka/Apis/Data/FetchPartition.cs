using Streaming.Embedded.Kafka.Apis.Data.Sessions;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>What is asked of one partition, and what there is for it.</summary>
sealed class FetchPartition(WantedPartition wanted, PartitionLog? log, ErrorCode error)
{
    public WantedPartition Wanted { get; } = wanted;
    public PartitionLog? Log { get; } = log;
    public ErrorCode Error { get; set; } = error;
    public LogView? View { get; set; }
    public ReadRange Range { get; set; }

    public bool HasRecords => Range.Segment is not null;

    /// <summary>Looks up the partition, for a client that may read it: in a session, too, each time anew.</summary>
    public static FetchPartition Of(WantedPartition wanted, Request request, TopicCatalog catalog)
    {
        var byId = request.Version >= 13;
        var topic = byId ? catalog.Find(wanted.Key.Id) : catalog.Find(wanted.Key.Name);
        var refused = topic is null && byId ? ErrorCode.None : request.Access.Topic(KafkaOperation.Read, topic?.Name ?? wanted.Key.Name);
        var log = refused == ErrorCode.None ? topic?.Partition(wanted.Key.Index) : null;
        return new FetchPartition(
            wanted,
            log,
            refused != ErrorCode.None ? refused
                : topic is null ? (byId ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition)
                : log is null ? ErrorCode.UnknownTopicOrPartition
                : ErrorCode.None
        );
    }
}
