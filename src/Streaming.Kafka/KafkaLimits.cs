namespace Streaming.Kafka;

/// <summary>Sizes and times that topics we create and clients that write to them agree on.</summary>
public static class KafkaLimits
{
    /// <summary>Largest record of topics we create: more than any topology accepts, so that an oversized event reaches
    /// validation.</summary>
    public const int MaxMessageBytes = 16 << 20;

    /// <summary>Largest record that readers take from topics that others have made.</summary>
    public const int MaxReadBytes = 64 << 20;

    /// <summary>
    /// How long topics we create keep their records: stated, so that a broker's default does not decide it. A week covers a stage that
    /// is down over a long weekend.
    /// </summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);
}
