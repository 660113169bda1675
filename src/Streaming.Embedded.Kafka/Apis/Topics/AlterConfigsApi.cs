using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Replaces the settings of topics by those given.</summary>
sealed class AlterConfigsApi(BrokerServices services) : SyncApi(ApiKey.AlterConfigs, 0, 2, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var resources = new List<(sbyte Type, string Name, Dictionary<string, string> Config)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            resources.Add(Read(ref reader));
        var checkOnly = reader.Bool();
        response.Int32(0);
        response.Array(resources.Count);
        foreach (var (type, name, config) in resources)
        {
            var result = AlterConfigsResponse.Alter(services, request.Access, type, name, _ => config, checkOnly);
            AlterConfigsResponse.Write(response, type, name, result);
        }

        response.Tags();
    }

    static (sbyte Type, string Name, Dictionary<string, string> Config) Read(ref WireReader reader)
    {
        var (type, name) = (reader.Int8(), reader.String());
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            // A setting without a value goes back to its default.
            var (key, value) = (reader.String(), reader.NullableString());
            reader.Tags();
            if (value is not null)
                config[key] = value;
        }

        reader.Tags();
        return (type, name, config);
    }
}
