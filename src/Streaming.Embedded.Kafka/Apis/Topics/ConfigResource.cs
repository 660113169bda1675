namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>What a configuration belongs to, as numbered by the protocol; those this broker has.</summary>
enum ConfigResource : sbyte
{
    Topic = 2,
    Broker = 4,
}
