using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Tells how many bytes every partition takes.</summary>
sealed class DescribeLogDirsApi(BrokerServices services) : SyncApi(ApiKey.DescribeLogDirs, 1, 4, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var wanted = ReadTopics(ref reader);
        var refused = request.Access.Cluster(KafkaOperation.Describe);
        var topics = services.Topics.All.Where(topic => wanted is null || wanted.ContainsKey(topic.Name)).ToList();
        response.Int32(0);
        if (request.Version >= 3)
            response.Error(refused);
        if (refused != ErrorCode.None)
        {
            response.Array(0);
            response.Tags();
            return;
        }

        response.Array(1);
        response.Error(ErrorCode.None);
        response.String(services.Options.Folder);
        response.Array(topics.Count);
        foreach (var topic in topics)
            Write(response, topic, wanted?[topic.Name]);
        if (request.Version >= 4)
        {
            var drive = new DriveInfo(Path.GetFullPath(services.Options.Folder));
            response.Int64(drive.TotalSize);
            response.Int64(drive.AvailableFreeSpace);
        }

        response.Tags();
        response.Tags();
    }

    static Dictionary<string, int[]>? ReadTopics(ref WireReader reader)
    {
        var count = reader.NullableArrayLength();
        if (count < 0)
            return null;
        var topics = new Dictionary<string, int[]>(StringComparer.Ordinal);
        for (; count > 0; count--)
        {
            topics[reader.String()] = reader.Int32Array();
            reader.Tags();
        }

        return topics;
    }

    static void Write(WireWriter response, Topic topic, int[]? wanted)
    {
        var partitions = Enumerable.Range(0, topic.Partitions.Length).Where(index => wanted is null || wanted.Contains(index)).ToList();
        response.String(topic.Name);
        response.Array(partitions.Count);
        foreach (var index in partitions)
        {
            response.Int32(index);
            response.Int64(topic.Partitions[index].SizeInBytes);
            response.Int64(0);
            response.Bool(false);
            response.Tags();
        }

        response.Tags();
    }
}
