using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>A topic as it is remembered in the state store.</summary>
sealed record TopicRecord(string Name, Guid Id, int Partitions, IReadOnlyDictionary<string, string> Config)
{
    /// <summary>The topic's folder. The id tells it from an earlier topic of the same name that is still being deleted.</summary>
    public string DirectoryName => $"{Name[..Math.Min(Name.Length, 200)]}.{Id:N}";

    public static byte[] Key(string name) => StateKey.Of(StateKind.Topic, writer => writer.String(name));

    public static byte[] LogStartKey(Guid id, int partition) => StateKey.Of(StateKind.LogStart, writer =>
        {
            writer.Uuid(id);
            writer.Int32(partition);
        });

    public byte[] Encode() =>
        StateKey.Encode(writer =>
        {
            writer.Uuid(Id);
            writer.Int32(Partitions);
            writer.Array(Config.Count);
            foreach (var (name, value) in Config)
            {
                writer.String(name);
                writer.String(value);
            }
        });

    public static TopicRecord Decode(byte[] key, byte[] value)
    {
        var name = StateKey.Fields(key).String();
        var reader = new Protocol.WireReader(value, flexible: false);
        var (id, partitions) = (reader.Uuid(), reader.Int32());
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = reader.ArrayLength(); count > 0; count--)
            config[reader.String()] = reader.String();
        return new TopicRecord(name, id, partitions, config);
    }
}
