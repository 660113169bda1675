using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Creates topics.</summary>
sealed class CreateTopicsApi(BrokerServices services) : SyncApi(ApiKey.CreateTopics, 2, 7, 5)
{
    sealed record NewTopic(string Name, int Partitions, short Replication, List<int[]> Assignments, Dictionary<string, string?> Config);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var topics = new List<NewTopic>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            topics.Add(Read(ref reader));
        reader.Int32();
        var checkOnly = reader.Bool();
        response.Int32(0);
        response.Array(topics.Count);
        foreach (var topic in topics)
        {
            var twice = topics.Count(other => other.Name == topic.Name) > 1;
            Write(
                response,
                request.Version,
                topic.Name,
                request.Access.Create(topic.Name) is var refused and not ErrorCode.None ? new TopicResult(refused)
                    : twice ? TopicResult.Fail(ErrorCode.InvalidRequest, "Duplicate topic name.")
                    : Create(topic, checkOnly),
                request.Access.Topic(KafkaOperation.DescribeConfigs, topic.Name)
            );
        }

        response.Tags();
    }

    static NewTopic Read(ref WireReader reader)
    {
        var (name, partitions, replication) = (reader.String(), reader.Int32(), reader.Int16());
        var assignments = new List<int[]>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            reader.Int32();
            assignments.Add(reader.Int32Array());
            reader.Tags();
        }

        var config = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            config[reader.String()] = reader.NullableString();
            reader.Tags();
        }

        reader.Tags();
        return new NewTopic(name, partitions, replication, assignments, config);
    }

    TopicResult Create(NewTopic topic, bool checkOnly)
    {
        var partitions = topic.Partitions;
        if (topic.Assignments.Count > 0)
        {
            if (topic.Assignments.Exists(brokers => brokers is not [ClusterIdentity.NodeId]))
                return TopicResult.Fail(ErrorCode.InvalidReplicaAssignment, $"There is one broker, with id {ClusterIdentity.NodeId}.");
            partitions = topic.Assignments.Count;
        }
        else if (topic.Replication is not (-1 or 1))
        {
            return TopicResult.Fail(
                ErrorCode.InvalidReplicationFactor,
                $"Unable to replicate the partition {topic.Replication} time(s): there is one broker."
            );
        }

        if (topic.Config.FirstOrDefault(pair => pair.Value is null).Key is { } withoutValue)
            return TopicResult.Fail(ErrorCode.InvalidConfig, $"Null value not supported for topic configs: {withoutValue}");
        return services.Topics.Create(
            topic.Name,
            partitions == -1 ? services.Options.DefaultPartitions : partitions,
            topic.Config.ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal),
            checkOnly
        );
    }

    static void Write(WireWriter response, short version, string name, in TopicResult result, ErrorCode hidden)
    {
        var topic = result.Topic;
        response.String(name);
        if (version >= 7)
            response.Uuid(topic?.Id ?? Guid.Empty);
        response.Error(result.Error);
        response.String(result.Message);
        if (version >= 5 && topic is not null && hidden != ErrorCode.None)
        {
            WriteHidden(response, hidden);
            return;
        }

        if (version >= 5)
        {
            response.Int32(topic?.Partitions.Length ?? -1);
            response.Int16(topic is null ? (short)-1 : (short)1);
            WriteConfig(response, topic);
        }

        response.Tags();
    }

    /// <summary>Whoever may create a topic may still not see how it is set up; a tagged field says why.</summary>
    static void WriteHidden(WireWriter response, ErrorCode hidden)
    {
        response.Int32(-1);
        response.Int16(-1);
        response.Array(-1);
        response.UVarint(1);
        response.UVarint(0);
        response.UVarint(sizeof(short));
        response.Error(hidden);
    }

    static void WriteConfig(WireWriter response, Topic? topic)
    {
        var entries = topic?.Config.Describe().ToList() ?? [];
        response.Array(entries.Count);
        foreach (var entry in entries)
        {
            response.String(entry.Name);
            response.String(entry.Value);
            response.Bool(entry.ReadOnly);
            response.Int8((sbyte)entry.Source);
            response.Bool(false);
            response.Tags();
        }
    }
}
