using Confluent.Kafka;
using HdrHistogram;
using Streaming.Events.Time;

namespace Streaming.Benchmarks.Reading;

/// <summary>Reads predictions as they come and notes how old their events are by then.</summary>
sealed class LatencyReader(string kafka, string topic, int partitions, TimeProvider time)
{
    const long LongestMicros = 600_000_000;
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes events of this period into account; returns when it is over and a little more, for what is still under way.</summary>
    /// <param name="from">Begin, microseconds.</param>
    /// <param name="to">End, microseconds.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Microseconds from event time to readable.</returns>
    public Task<LongHistogram> ReadAsync(long from, long to, CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(from, to, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    LongHistogram Read(long from, long to, CancellationToken stop)
    {
        using var consumer = CommittedConsumer.Open(kafka, topic, partitions, new EventTime());
        var histogram = new LongHistogram(1, LongestMicros, 3);
        while (Now() < to + 2_000_000)
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(Step) is not { } record)
                continue;
            var at = record.Message.Value;
            if (at >= from && at < to)
                histogram.RecordValue(Math.Clamp(Now() - at, 1, LongestMicros));
        }

        return histogram;
    }

    long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Event time of a prediction, microseconds, straight from its bytes.</summary>
    sealed class EventTime : IDeserializer<long>
    {
        static ReadOnlySpan<byte> Member => "\"event_time\":\""u8;

        public long Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            var text = data[(data.IndexOf(Member) + Member.Length)..];
            return IsoTime.TryParse(text[..text.IndexOf((byte)'"')], out var time) ? time : 0;
        }
    }
}
