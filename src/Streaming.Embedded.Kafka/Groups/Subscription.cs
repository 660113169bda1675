using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>What members say they read: the consumer protocol's version, then its topics.</summary>
static class Subscription
{
    /// <summary>The topics all members together subscribe to; null where the members do not speak the consumer protocol.</summary>
    public static HashSet<string>? TopicsOf(Group group)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        topics.UnionWith(group.Consumers?.Members.Values.SelectMany(member => member.Topics) ?? []);
        if (group.Members.Count == 0)
            return topics;
        if (group.ProtocolType != "consumer")
            return null;
        foreach (var member in group.Members.Values)
        {
            try
            {
                var reader = new WireReader(member.Protocols[0].Metadata, flexible: false);
                reader.Int16();
                topics.UnionWith(reader.StringArray());
            }
            catch (MalformedRequestException)
            {
                return null;
            }
        }

        return topics;
    }
}
