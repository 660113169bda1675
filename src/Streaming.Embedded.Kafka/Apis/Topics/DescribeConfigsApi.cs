using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Describes the settings of topics and of the broker.</summary>
sealed class DescribeConfigsApi(BrokerServices services) : SyncApi(ApiKey.DescribeConfigs, 1, 4, 4)
{
    sealed record Resource(sbyte Type, string Name, List<string>? Keys);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var resources = new List<Resource>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            resources.Add(Read(ref reader));
        var withSynonyms = reader.Bool();
        response.Int32(0);
        response.Array(resources.Count);
        foreach (var resource in resources)
            Write(response, request, resource, withSynonyms);
        response.Tags();
    }

    static Resource Read(ref WireReader reader)
    {
        var (type, name) = (reader.Int8(), reader.String());
        var count = reader.NullableArrayLength();
        var keys = count < 0 ? null : new List<string>();
        for (; count > 0; count--)
            keys!.Add(reader.String());
        reader.Tags();
        return new Resource(type, name, keys);
    }

    void Write(WireWriter response, Request request, Resource resource, bool withSynonyms)
    {
        var refused = ConfigAccess.Check(request.Access, KafkaOperation.DescribeConfigs, resource.Type, resource.Name);
        var (error, message, entries) = refused == ErrorCode.None ? Find(resource) : (refused, null, []);
        var shown = entries.Where(entry => resource.Keys is not { Count: > 0 } keys || keys.Contains(entry.Name)).ToList();
        response.Error(error);
        response.String(message);
        response.Int8(resource.Type);
        response.String(resource.Name);
        response.Array(shown.Count);
        foreach (var entry in shown)
            Write(response, request.Version, entry, withSynonyms);
        response.Tags();
    }

    (ErrorCode Error, string? Message, IEnumerable<ConfigEntry> Entries) Find(Resource resource)
    {
        switch ((ConfigResource)resource.Type)
        {
            case ConfigResource.Topic:
                return services.Topics.Find(resource.Name) is { } topic
                    ? (ErrorCode.None, null, topic.Config.Describe())
                    : (ErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist.", []);
            case ConfigResource.Broker:
                return (ErrorCode.None, null, BrokerConfig.Describe(services.Options));
            default:
                return (ErrorCode.InvalidRequest, $"Resources of type {resource.Type} have no configuration here.", []);
        }
    }

    static void Write(WireWriter response, short version, in ConfigEntry entry, bool withSynonyms)
    {
        response.String(entry.Name);
        response.String(entry.Value);
        response.Bool(entry.ReadOnly);
        response.Int8((sbyte)entry.Source);
        response.Bool(false);
        response.Array(withSynonyms ? 1 : 0);
        if (withSynonyms)
        {
            response.String(entry.Name);
            response.String(entry.Value);
            response.Int8((sbyte)entry.Source);
            response.Tags();
        }

        if (version >= 3)
        {
            response.Int8((sbyte)entry.Type);
            response.String(null);
        }

        response.Tags();
    }
}
