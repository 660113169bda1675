using Streaming.Cli.Publishing;
using Streaming.Cli.Publishing.Sending;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Raw;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Tests.Publishing;

public sealed class PublicationTests
{
    static readonly KeyValuePair<string, int>[] Topics = [new("payments", 4), new("payment-labels", 2)];

    [Fact]
    public async Task Watermarks_promise_only_what_is_acknowledged_and_idle_ends_it()
    {
        var writer = new Recorder();
        var time = new SteppingTime(TimeSpan.FromMilliseconds(50));
        var publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings { WatermarkInterval = TimeSpan.Zero }, time);
        (await publication.SendAsync(new Ticks(1000), _ => { }, CancellationToken.None)).ShouldBeTrue();
        publication.Finish(CancellationToken.None);

        writer.Sent.ShouldBe(1000);
        writer.Promises.Count.ShouldBeGreaterThan(4);
        foreach (var (topic, promise, unacknowledged, next) in writer.Promises)
        {
            unacknowledged.ShouldBe(0, topic);
            // Nothing sent before it is newer than what comes after it.
            promise.ShouldBeLessThanOrEqualTo(next == 0 ? long.MaxValue : next);
        }

        writer.Promises.TakeLast(4).Select(p => (p.Topic, p.Time)).ShouldBe(
            [("payments", 1_000_000), ("payment-labels", 1_000_000), ("payments", Watermark.Idle), ("payment-labels", Watermark.Idle)]);
        publication.Result(true).ShouldSatisfyAllConditions(r => r.Events.ShouldBe(1000), r => r.Labels.ShouldBe(0));
    }

    [Fact]
    public async Task Stopping_keeps_the_count_of_what_was_sent()
    {
        using var stop = new CancellationTokenSource();
        var writer = new Recorder { OnSend = sent => { if (sent == 300) stop.Cancel(); } };
        var publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings(), TimeProvider.System);
        (await publication.SendAsync(new Ticks(10_000), _ => { }, stop.Token)).ShouldBeFalse();
        publication.Result(false).Events.ShouldBe(writer.Sent);
        writer.Sent.ShouldBeInRange(300, 300 + 128);
        // Every partition heard of the publication when it began, long before the interval was over.
        writer.Promises.Take(2).Select(p => (p.Topic, p.Time)).ShouldBe([("payments", 2000), ("payment-labels", 2000)]);
    }

    /// <summary>Events one millisecond apart.</summary>
    sealed class Ticks(int count) : IRecordSource
    {
        int _next;

        public double? Fraction => null;

        public bool CarriesLabels => true;

        public bool Read(OutgoingRecord record)
        {
            if (_next == count) return false;
            record.Set(RowContent.Events, "k"u8, "{}"u8, ++_next * 1000L);
            return true;
        }
    }

    sealed class Recorder : IRecordWriter
    {
        int _unacknowledged;

        public int Sent { get; private set; }

        public Action<int> OnSend { get; init; } = _ => { };

        public List<(string Topic, long Time, int Unacknowledged, long Next)> Promises { get; } = [];

        public void Send(string topic, byte[]? key, byte[]? value)
        {
            Sent++;
            _unacknowledged++;
            for (var i = Promises.Count - 1; i >= 0 && Promises[i].Next == 0; i--) Promises[i] = Promises[i] with { Next = Sent * 1000L };
            OnSend(Sent);
        }

        public void SendWatermark(string topic, int partitions, long time) => Promises.Add((topic, time, _unacknowledged, 0));

        public void Acknowledge(CancellationToken stop) => _unacknowledged = 0;
    }

    /// <summary>A clock that goes on by a step each time it is looked at.</summary>
    sealed class SteppingTime(TimeSpan step) : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }
}
