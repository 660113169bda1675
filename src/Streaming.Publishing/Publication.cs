using Streaming.Events.Formats;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Publishing.Order;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing;

/// <summary>One run of a <see cref="Publisher"/>: sends, paces, promises, counts.</summary>
/// <param name="writer">Where records go.</param>
/// <param name="topology">Whose topics.</param>
/// <param name="promised">Topics that get watermarks, with their partition counts.</param>
/// <param name="settings">How.</param>
/// <param name="time">Clock of pace and watermarks.</param>
sealed class Publication(
    IRecordWriter writer,
    TopologyModel topology,
    IReadOnlyList<KeyValuePair<string, int>> promised,
    PublishSettings settings,
    TimeProvider time
)
{
    const int RecordsBetweenLooks = 128;
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    readonly WatermarkClock _clock = new(topology.Order.Drift.Micros());
    readonly Pace _pace = new(settings.Rate, time);
    readonly TimeSpan _interval = settings.WatermarkInterval ?? TimeSpan.FromMilliseconds(settings.Rate is null ? 100 : 20);
    readonly long _started = time.GetTimestamp();
    readonly IRecordFormat _eventFormat = RecordFormats.Of(topology.Source.Format);
    readonly IRecordFormat _labelFormat = RecordFormats.Of(topology.Labels?.Format ?? default);
    TimeSpan _promisedAt;
    Timestamp? _promise;
    bool _paused;
    long _events;
    long _labels;
    long _bytes;

    /// <summary>Sends all there is, or until stopped. However it ends, the pipeline is told to wait no longer.</summary>
    /// <exception cref="StreamingException">The source cannot be read on, or Kafka refuses a record.</exception>
    public async Task<PublishResult> RunAsync(IRecordSource source, Action<PublishProgress> progress, CancellationToken stop)
    {
        using var last = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        bool complete;
        try
        {
            complete = await SendAsync(source, progress, stop);
        }
        catch (Exception fault)
        {
            last.CancelAfter(LastWords);
            if (!TryFinish(last.Token))
                throw;
            throw fault is StreamingException ? Told(fault) : fault;
        }

        if (!complete)
            last.CancelAfter(LastWords);
        Finish(complete ? stop : last.Token);
        return new PublishResult(_events, _labels, _bytes, time.GetElapsedTime(_started), complete);
    }

    /// <summary>False where it was stopped before the end.</summary>
    async Task<bool> SendAsync(IRecordSource source, Action<PublishProgress> progress, CancellationToken stop)
    {
        source.Waiting = () => Pause(stop);
        try
        {
            var record = new OutgoingRecord();
            while (source.Read(record))
            {
                if (record.Time is { } moment)
                    _clock.Observe(moment);
                var wait = record.Content == RowContent.Events ? _pace.Next() : TimeSpan.Zero;
                // The first promise goes out at once: partitions that were idle are waited for from then on.
                var first = _promise is null && _clock.Now is not null;
                if (first || wait > TimeSpan.Zero || (_events + _labels) % RecordsBetweenLooks == 0)
                {
                    stop.ThrowIfCancellationRequested();
                    var elapsed = time.GetElapsedTime(_started);
                    progress(new PublishProgress(_events, _labels, elapsed, source.Fraction));
                    // This record counts too: what waits for it to come is not held back until it has.
                    if (first || elapsed + wait - _promisedAt >= _interval)
                        Promise(elapsed, stop);
                    if (wait > TimeSpan.Zero)
                        await Task.Delay(wait, time, stop);
                }

                Send(record);
                _paused = false;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Nothing comes for now: what was sent must not wait for what comes next.</summary>
    void Pause(CancellationToken stop)
    {
        if (_paused)
            return;
        Finish(stop);
        (_paused, _promise) = (true, null);
    }

    bool TryFinish(CancellationToken stop)
    {
        try
        {
            Finish(stop);
            return true;
        }
        catch (Exception e) when (e is StreamingException or OperationCanceledException || KafkaFaults.ReasonOf(e) is not null)
        {
            // Kafka itself is the fault, or away; the fault before says what happened.
            return false;
        }
    }

    StreamingException Told(Exception fault) =>
        new(
            $"{fault.Message} Before that, {_events:N0} events{(_labels > 0 ? $" and {_labels:N0} labels" : "")} were published and "
                + "acknowledged.",
            fault
        );

    /// <summary>Waits until all is acknowledged, then says how far it came, and that nothing follows for now.</summary>
    void Finish(CancellationToken stop)
    {
        writer.Acknowledge(stop);
        // A partition's last event may lie far ahead of the one before it: this says that time did come so far.
        if (_clock.Now is { } now)
            SendWatermarks(now);
        SendWatermarks(Watermark.Idle);
        writer.Acknowledge(stop);
    }

    void Send(OutgoingRecord record)
    {
        var key = record.HasKey ? record.Key.ToArray() : null;
        var value = record.HasValue ? Encode(record) : null;
        _bytes += value?.Length ?? 0;
        if (record.Content == RowContent.Events)
        {
            writer.Send(topology.Source.Topic, key, value);
            _events++;
            _pace.Sent();
        }
        else
        {
            writer.Send(topology.Labels!.Topic, key, value);
            _labels++;
        }
    }

    byte[] Encode(OutgoingRecord record) =>
        record.Content == RowContent.Events
            ? _eventFormat.Encode(record.Value.ToArray(), topology.Source.Topic, topology.Source.Id)
            : _labelFormat.Encode(record.Value.ToArray(), topology.Labels!.Topic, topology.Labels.Id);

    void Promise(TimeSpan elapsed, CancellationToken stop)
    {
        _promisedAt = elapsed;
        if (_clock.Now is not { } now || now == _promise)
            return;
        writer.Acknowledge(stop);
        SendWatermarks(now);
        _promise = now;
    }

    void SendWatermarks(Timestamp watermark)
    {
        foreach (var (topic, partitions) in promised)
            writer.SendWatermark(topic, partitions, watermark);
    }
}
