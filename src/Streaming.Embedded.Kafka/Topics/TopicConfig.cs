using System.Globalization;
using Streaming.Embedded.Kafka.Log;

namespace Streaming.Embedded.Kafka.Topics;

/// <summary>A topic's own settings over the broker's defaults. Immutable.</summary>
sealed class TopicConfig(KafkaOptions options, IReadOnlyDictionary<string, string> overrides)
{
    public IReadOnlyDictionary<string, string> Overrides { get; } = overrides;

    /// <summary>What is wrong with a setting; null where nothing is.</summary>
    public static string? Fault(string name, string? value)
    {
        if (!TopicSetting.All.TryGetValue(name, out var setting))
            return $"Unknown topic config name: {name}";
        return value is not null && setting.IsValid(value)
            ? null
            : $"Invalid value {value ?? "null"} for configuration {name}: {setting.Expected} is expected";
    }

    public IEnumerable<ConfigEntry> Describe() =>
        TopicSetting.All.Values.Select(setting =>
            Overrides.TryGetValue(setting.Name, out var value)
                ? new ConfigEntry(setting.Name, value, ConfigSource.Topic, setting.Type, ReadOnly: false)
                : new ConfigEntry(setting.Name, setting.Default(options), ConfigSource.Default, setting.Type, ReadOnly: false)
        );

    public LogConfig ForLogs()
    {
        var policy = Value("cleanup.policy").Split(',', StringSplitOptions.TrimEntries);
        return new LogConfig(
            SegmentBytes: (int)Number("segment.bytes"),
            SegmentMs: Number("segment.ms"),
            RetentionMs: Number("retention.ms"),
            RetentionBytes: Number("retention.bytes"),
            MaxMessageBytes: (int)Number("max.message.bytes"),
            LogAppendTime: Value("message.timestamp.type") == "LogAppendTime",
            TimestampBeforeMaxMs: Number("message.timestamp.before.max.ms"),
            TimestampAfterMaxMs: Number("message.timestamp.after.max.ms"),
            DeletesOldSegments: policy.Contains("delete", StringComparer.Ordinal),
            FlushMessages: Number("flush.messages"),
            Compaction: policy.Contains("compact", StringComparer.Ordinal) ? Compaction() : null
        );
    }

    CompactionConfig Compaction() =>
        new(
            DeleteRetentionMs: Number("delete.retention.ms"),
            MinLagMs: Number("min.compaction.lag.ms"),
            MaxLagMs: Number("max.compaction.lag.ms"),
            MinDirtyRatio: double.Parse(Value("min.cleanable.dirty.ratio"), CultureInfo.InvariantCulture)
        );

    string Value(string name) => Overrides.GetValueOrDefault(name) ?? TopicSetting.All[name].Default(options);

    long Number(string name) => Math.Min(long.Parse(Value(name), CultureInfo.InvariantCulture), LimitOf(name));

    // The options take wider types than segments can have.
    static long LimitOf(string name) => TopicSetting.All[name].Type == ConfigType.Int ? int.MaxValue : long.MaxValue;
}
