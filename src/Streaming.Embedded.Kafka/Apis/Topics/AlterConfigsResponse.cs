using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>What the two APIs that alter settings have in common.</summary>
static class AlterConfigsResponse
{
    public static TopicResult Alter(
        BrokerServices services,
        ClientAccess access,
        sbyte type,
        string name,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change,
        bool checkOnly
    ) =>
        ConfigAccess.Check(access, KafkaOperation.AlterConfigs, type, name) is var refused and not ErrorCode.None
            ? new TopicResult(refused)
            : (ConfigResource)type switch
            {
                ConfigResource.Topic => services.Topics.Configure(name, change, checkOnly),
                _ => TopicResult.Fail(
                    ErrorCode.InvalidRequest,
                    "Only the settings of topics can be altered; the broker's are set when it starts."
                ),
            };

    public static void Write(WireWriter response, sbyte type, string name, in TopicResult result)
    {
        response.Error(result.Error);
        response.String(result.Message);
        response.Int8(type);
        response.String(name);
        response.Tags();
    }
}
