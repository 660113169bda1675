using System.Globalization;
using Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>The broker's options under the names Kafka's tools know them by. They are set at start and only shown.</summary>
static class BrokerConfig
{
    public static IEnumerable<ConfigEntry> Describe(KafkaOptions options) =>
        [
            Entry("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", ConfigType.Boolean),
            Entry("num.partitions", Text(options.DefaultPartitions), ConfigType.Int),
            Entry("default.replication.factor", "1", ConfigType.Int),
            Entry("log.dirs", options.Folder, ConfigType.List),
            Entry("log.segment.bytes", Text(options.SegmentBytes), ConfigType.Int),
            Entry("log.retention.ms", Text(options.Retention is { } age ? (long)age.TotalMilliseconds : -1), ConfigType.Long),
            Entry("log.retention.bytes", Text(options.RetentionBytes ?? -1), ConfigType.Long),
            Entry("message.max.bytes", Text(options.MaxMessageBytes), ConfigType.Int),
            Entry("socket.request.max.bytes", Text(options.MaxRequestBytes), ConfigType.Int),
            Entry("fetch.max.bytes", Text(options.MaxFetchBytes), ConfigType.Int),
            Entry("max.incremental.fetch.session.cache.slots", Text(options.MaxFetchSessions), ConfigType.Int),
            Entry("group.initial.rebalance.delay.ms", Text(options.GroupInitialRebalanceDelay), ConfigType.Int),
            Entry("group.min.session.timeout.ms", Text(options.GroupMinSessionTimeout), ConfigType.Int),
            Entry("group.max.session.timeout.ms", Text(options.GroupMaxSessionTimeout), ConfigType.Int),
            Entry("group.consumer.session.timeout.ms", Text(options.ConsumerGroupSessionTimeout), ConfigType.Int),
            Entry("group.consumer.heartbeat.interval.ms", Text(options.ConsumerGroupHeartbeatInterval), ConfigType.Int),
            Entry("group.consumer.assignors", string.Join(',', PartitionAssignors.Names), ConfigType.List),
            // A group changes its protocol while it has no members.
            Entry("group.consumer.migration.policy", "disabled", ConfigType.String),
            Entry("offsets.retention.minutes", Text((long)options.OffsetsRetention.TotalMinutes), ConfigType.Int),
            Entry("transaction.max.timeout.ms", Text(options.MaxTransactionTimeout), ConfigType.Int),
        ];

    static ConfigEntry Entry(string name, string value, ConfigType type) =>
        new(name, value, ConfigSource.StaticBroker, type, ReadOnly: true);

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Text(TimeSpan value) => Text((long)value.TotalMilliseconds);
}
