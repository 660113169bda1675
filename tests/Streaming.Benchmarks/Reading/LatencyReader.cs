using Confluent.Kafka;
using HdrHistogram;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

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
    public Task<LongHistogram> ReadAsync(Timestamp from, Timestamp to, CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(from, to, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    LongHistogram Read(Timestamp from, Timestamp to, CancellationToken stop)
    {
        using var consumer = CommittedConsumer.Open(kafka, topic, partitions, new EventTime());
        var histogram = new LongHistogram(1, LongestMicros, 3);
        while (Now() < to.AddMicros(2_000_000))
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(Step) is not { } record)
                continue;
            var at = record.Message.Value;
            if (at >= from && at < to)
                histogram.RecordValue(Math.Clamp(Now().MicrosSince(at), 1, LongestMicros));
        }

        return histogram;
    }

    Timestamp Now() => Timestamp.From(time.GetUtcNow());

    /// <summary>Event time of a prediction, straight from its bytes.</summary>
    sealed class EventTime : IDeserializer<Timestamp>
    {
        static ReadOnlySpan<byte> Member => "\"event_time\":\""u8;

        public Timestamp Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            var text = data[(data.IndexOf(Member) + Member.Length)..];
            return IsoTime.TryParse(text[..text.IndexOf((byte)'"')], out var time) ? time : Timestamp.Epoch;
        }
    }
}
