using System.Globalization;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>One setting a topic may have: its name, type, default, and what values it takes.</summary>
sealed record TopicSetting(string Name, ConfigType Type, Func<KafkaOptions, string> Default, Func<string, bool> IsValid, string Expected)
{
    /// <summary>
    /// The settings known, by name. Those marked as kept are accepted and shown because tools set them, but this broker,
    /// with one replica, has nothing to do with them.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, TopicSetting> All = new TopicSetting[]
    {
        Number("segment.bytes", ConfigType.Int, o => Text(o.SegmentBytes), 14, int.MaxValue),
        Number("segment.ms", ConfigType.Long, o => Text(o.SegmentAge), 1, long.MaxValue),
        Number("retention.ms", ConfigType.Long, o => o.Retention is { } age ? Text(age) : "-1", -1, long.MaxValue),
        Number("retention.bytes", ConfigType.Long, o => Text(o.RetentionBytes ?? -1), -1, long.MaxValue),
        Number("max.message.bytes", ConfigType.Int, o => Text(o.MaxMessageBytes), 0, int.MaxValue),
        Choice("message.timestamp.type", ConfigType.String, "CreateTime", "CreateTime", "LogAppendTime"),
        Number("message.timestamp.before.max.ms", ConfigType.Long, _ => Text(long.MaxValue), 0, long.MaxValue),
        Number("message.timestamp.after.max.ms", ConfigType.Long, _ => "3600000", 0, long.MaxValue),
        List("cleanup.policy", "delete", "delete", "compact"),
        Number("delete.retention.ms", ConfigType.Long, _ => "86400000", 0, long.MaxValue),
        Number("min.compaction.lag.ms", ConfigType.Long, _ => "0", 0, long.MaxValue),
        Number("max.compaction.lag.ms", ConfigType.Long, _ => Text(long.MaxValue), 1, long.MaxValue),
        Share("min.cleanable.dirty.ratio", "0.5"),
        Number("flush.messages", ConfigType.Long, o => Text(o.FlushMessages), 1, long.MaxValue),
        // Kept.
        Choice("compression.type", ConfigType.String, "producer", "producer"),
        Number("min.insync.replicas", ConfigType.Int, _ => "1", 1, int.MaxValue),
        Number("flush.ms", ConfigType.Long, _ => Text(long.MaxValue), 0, long.MaxValue),
        Number("file.delete.delay.ms", ConfigType.Long, _ => "60000", 0, long.MaxValue),
        Number("index.interval.bytes", ConfigType.Int, _ => "4096", 0, int.MaxValue),
        Choice("unclean.leader.election.enable", ConfigType.Boolean, "false", "true", "false"),
        Choice("preallocate", ConfigType.Boolean, "false", "false"),
    }.ToDictionary(setting => setting.Name, StringComparer.Ordinal);

    static TopicSetting Number(string name, ConfigType type, Func<KafkaOptions, string> standard, long least, long most) =>
        new(
            name,
            type,
            standard,
            value =>
                long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most,
            $"a whole number from {least} to {most}"
        );

    static TopicSetting Share(string name, string standard) =>
        new(
            name,
            ConfigType.Double,
            _ => standard,
            value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1,
            "a number from 0 to 1"
        );

    static TopicSetting Choice(string name, ConfigType type, string standard, params string[] choices) =>
        new(name, type, _ => standard, choices.Contains, string.Join(" or ", choices));

    static TopicSetting List(string name, string standard, params string[] choices) =>
        new(
            name,
            ConfigType.List,
            _ => standard,
            value => value.Split(',', StringSplitOptions.TrimEntries).All(choices.Contains),
            $"a list of {string.Join(", ", choices)}"
        );

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Text(TimeSpan value) => Text((long)value.TotalMilliseconds);
}
