namespace Streaming.Embedded.Kafka;

/// <summary>The two times the broker goes by: wall-clock for what is stored, elapsed for time-outs, which must not jump.</summary>
sealed class Clock(TimeProvider provider)
{
    public TimeProvider Provider { get; } = provider;

    /// <summary>Unix milliseconds.</summary>
    public long Now => Provider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Time since some fixed moment; only differences mean anything.</summary>
    public TimeSpan Elapsed => Provider.GetElapsedTime(0);
}
