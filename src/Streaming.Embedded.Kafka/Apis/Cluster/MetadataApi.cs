using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Tells which topics there are and who leads their partitions: always this broker.</summary>
sealed class MetadataApi(BrokerServices services) : SyncApi(ApiKey.Metadata, 0, 13, 9)
{
    const int NotAsked = int.MinValue;
    static readonly int[] Replicas = [ClusterIdentity.NodeId];

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var topics = ReadTopics(ref reader, version);
        var mayCreate = version < 4 || reader.Bool();
        if (version >= 3)
            response.Int32(0);
        response.Array(1);
        response.Int32(ClusterIdentity.NodeId);
        response.String(services.Cluster.Host);
        response.Int32(services.Cluster.Port);
        if (version >= 1)
            response.String(null);
        response.Tags();
        if (version >= 2)
            response.String(services.Cluster.ClusterId);
        if (version >= 1)
            response.Int32(ClusterIdentity.NodeId);
        if (topics is null)
        {
            var all = services.Topics.All.Where(topic => request.Access.Sees(topic.Name)).ToList();
            response.Array(all.Count);
            foreach (var topic in all)
                Write(response, version, new TopicResult(ErrorCode.None, Topic: topic), topic.Name, topic.Id);
        }
        else
        {
            response.Array(topics.Count);
            foreach (var (id, name) in topics)
                Write(response, version, Resolve(id, name, mayCreate, request.Access), id == Guid.Empty ? name : null, id);
        }

        if (version is >= 8 and <= 10)
            response.Int32(NotAsked);
        if (version >= 13)
            response.Error(ErrorCode.None);
        response.Tags();
    }

    // Null asks for all topics; in version 0 an empty list does.
    static List<(Guid Id, string? Name)>? ReadTopics(ref WireReader reader, short version)
    {
        var count = reader.NullableArrayLength();
        if (count < 0 || (count == 0 && version == 0))
            return null;
        var topics = new List<(Guid, string?)>();
        for (; count > 0; count--)
        {
            var id = version >= 10 ? reader.Uuid() : Guid.Empty;
            topics.Add((id, version >= 10 ? reader.NullableString() : reader.String()));
            reader.Tags();
        }

        return topics;
    }

    TopicResult Resolve(Guid id, string? name, bool mayCreate, ClientAccess access)
    {
        // Nobody learns here whether there is a topic that he may not see. Where there is an id, the name is null or empty.
        if (id == Guid.Empty && name is not null)
        {
            if (!access.Sees(name))
                return new TopicResult(ErrorCode.TopicAuthorizationFailed);
            var wanted = mayCreate && services.Options.AutoCreateTopics && services.Topics.Find(name) is null;
            var refused = wanted ? access.Create(name) : ErrorCode.None;
            return refused == ErrorCode.None ? services.Topics.FindOrCreate(name, mayCreate) : new TopicResult(refused);
        }

        return services.Topics.Find(id) is { } topic && access.Sees(topic.Name)
            ? new TopicResult(ErrorCode.None, Topic: topic)
            : new TopicResult(ErrorCode.UnknownTopicId);
    }

    static void Write(WireWriter response, short version, in TopicResult result, string? name, Guid id)
    {
        var topic = result.Topic;
        response.Error(result.Error);
        response.String(topic?.Name ?? name ?? (version >= 12 ? null : ""));
        if (version >= 10)
            response.Uuid(topic?.Id ?? id);
        if (version >= 1)
            response.Bool(topic?.IsInternal ?? false);
        response.Array(topic?.Partitions.Length ?? 0);
        for (var i = 0; i < topic?.Partitions.Length; i++)
        {
            response.Error(ErrorCode.None);
            response.Int32(i);
            response.Int32(ClusterIdentity.NodeId);
            if (version >= 7)
                response.Int32(PartitionLog.LeaderEpoch);
            response.Int32Array(Replicas);
            response.Int32Array(Replicas);
            if (version >= 5)
                response.Array(0);
            response.Tags();
        }

        if (version >= 8)
            response.Int32(NotAsked);
        response.Tags();
    }
}
