using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>What a consumer asks of one partition, and what there is for it.</summary>
sealed class FetchPartition
{
    public required int Index { get; init; }
    public required long Offset { get; init; }
    public required int MaxBytes { get; init; }
    public required int LeaderEpoch { get; init; }
    public required PartitionLog? Log { get; init; }
    public ErrorCode Error { get; set; }
    public LogView? View { get; set; }
    public ReadRange Range { get; set; }
}

sealed record FetchTopic(string Name, Guid Id, List<FetchPartition> Partitions);

/// <summary>A fetch request, its topics looked up.</summary>
sealed record FetchRequest(int MaxWaitMs, int MinBytes, int MaxBytes, bool ReadCommitted, int SessionId, List<FetchTopic> Topics)
{
    public static FetchRequest Read(Request request, TopicCatalog catalog)
    {
        var version = request.Version;
        var reader = request.Reader();
        if (version <= 14)
            reader.Int32();
        var (maxWait, minBytes, maxBytes) = (reader.Int32(), reader.Int32(), reader.Int32());
        var readCommitted = reader.Int8() == 1;
        var session = version >= 7 ? reader.Int32() : 0;
        if (version >= 7)
            reader.Int32();
        var topics = new List<FetchTopic>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            topics.Add(ReadTopic(ref reader, request, catalog));
        return new FetchRequest(maxWait, minBytes, Math.Max(0, maxBytes), readCommitted, session, topics);
    }

    static FetchTopic ReadTopic(ref WireReader reader, Request request, TopicCatalog catalog)
    {
        var version = request.Version;
        var name = version <= 12 ? reader.String() : "";
        var id = version >= 13 ? reader.Uuid() : Guid.Empty;
        var topic = version >= 13 ? catalog.Find(id) : catalog.Find(name);
        var unknown = version >= 13 ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        var refused = topic is null && version >= 13 ? ErrorCode.None : request.Access.Topic(KafkaOperation.Read, topic?.Name ?? name);
        var partitions = new List<FetchPartition>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            var index = reader.Int32();
            var leaderEpoch = version >= 9 ? reader.Int32() : -1;
            var offset = reader.Int64();
            if (version >= 12)
                reader.Int32();
            if (version >= 5)
                reader.Int64();
            var maxBytes = reader.Int32();
            reader.Tags();
            var log = refused == ErrorCode.None ? topic?.Partition(index) : null;
            partitions.Add(
                new FetchPartition
                {
                    Index = index,
                    Offset = offset,
                    MaxBytes = maxBytes,
                    LeaderEpoch = leaderEpoch,
                    Log = log,
                    Error =
                        refused != ErrorCode.None ? refused
                        : topic is null ? unknown
                        : log is null ? ErrorCode.UnknownTopicOrPartition
                        : ErrorCode.None,
                }
            );
        }

        reader.Tags();
        return new FetchTopic(name, id, partitions);
    }
}
