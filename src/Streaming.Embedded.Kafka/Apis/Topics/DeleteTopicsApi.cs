using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Deletes topics, by name or by id, with the offsets that groups have in them.</summary>
sealed class DeleteTopicsApi(BrokerServices services) : SyncApi(ApiKey.DeleteTopics, 1, 6, 4)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var topics = Read(ref reader, request.Version);
        response.Int32(0);
        response.Array(topics.Count);
        foreach (var (name, id) in topics)
            Write(response, request, name, id);
        response.Tags();
    }

    static List<(string? Name, Guid Id)> Read(ref WireReader reader, short version)
    {
        if (version <= 5)
            return reader.StringArray().ConvertAll(name => ((string?)name, Guid.Empty));
        var topics = new List<(string?, Guid)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            topics.Add((reader.NullableString(), reader.Uuid()));
            reader.Tags();
        }

        return topics;
    }

    void Write(WireWriter response, Request request, string? name, Guid id)
    {
        var version = request.Version;
        var known = name ?? services.Topics.Find(id)?.Name;
        var refused = known is null ? ErrorCode.None : request.Access.Topic(KafkaOperation.Delete, known);
        var result =
            known is null ? TopicResult.Fail(ErrorCode.UnknownTopicId, "This server does not host this topic ID.")
            : refused != ErrorCode.None ? new TopicResult(refused)
            : services.Topics.Delete(known);
        // Whoever knows an id only, and may not see the topic, does not learn its name.
        if (name is null && known is not null && !request.Access.Sees(known))
            known = null;
        if (result.Topic is { } topic)
            services.Offsets.TopicDeleted(topic.Name);
        response.String(known);
        if (version >= 6)
            response.Uuid(result.Topic?.Id ?? id);
        response.Error(result.Error);
        if (version >= 5)
            response.String(result.Message);
        response.Tags();
    }
}
