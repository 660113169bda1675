namespace Streaming.Embedded.Kafka.Topics;

/// <summary>Types of configuration values, as numbered by the protocol.</summary>
enum ConfigType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}

/// <summary>Where a configuration value comes from, as numbered by the protocol.</summary>
enum ConfigSource : sbyte
{
    Topic = 1,
    StaticBroker = 4,
    Default = 5,
}

/// <summary>A configuration value as it is described to a client.</summary>
readonly record struct ConfigEntry(string Name, string Value, ConfigSource Source, ConfigType Type, bool ReadOnly);
