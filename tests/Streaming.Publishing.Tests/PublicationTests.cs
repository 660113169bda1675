using System.Text;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Publishing.Sending;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Tests;

public sealed class PublicationTests
{
    static readonly KeyValuePair<string, int>[] Topics = [new("payments", 4), new("payment-labels", 2)];

    [Fact]
    public async Task Watermarks_promise_only_what_is_acknowledged_and_idle_ends_it()
    {
        var writer = new Recorder();
        var time = new SteppingTime(TimeSpan.FromMilliseconds(50));
        var publication = new Publication(
            writer,
            Samples.Payments(),
            Topics,
            new PublishSettings { WatermarkInterval = TimeSpan.Zero },
            time
        );
        var result = await publication.RunAsync(new Ticks(1000), _ => { }, CancellationToken.None);

        writer.Sent.ShouldBe(1000);
        writer.Promises.Count.ShouldBeGreaterThan(4);
        foreach (var (topic, promise, unacknowledged, next) in writer.Promises)
        {
            unacknowledged.ShouldBe(0, topic);
            // Nothing sent before it is newer than what comes after it.
            promise.Micros.ShouldBeLessThanOrEqualTo(next == 0 ? long.MaxValue : next);
        }

        writer
            .Promises.TakeLast(4)
            .Select(p => (p.Topic, p.Time))
            .ShouldBe([
                ("payments", new Timestamp(1_000_000)),
                ("payment-labels", new Timestamp(1_000_000)),
                ("payments", Watermark.Idle),
                ("payment-labels", Watermark.Idle),
            ]);
        result.ShouldSatisfyAllConditions(r => r.Complete.ShouldBeTrue(), r => r.Events.ShouldBe(1000), r => r.Labels.ShouldBe(0));
    }

    [Fact]
    public async Task Stopping_keeps_the_count_of_what_was_sent()
    {
        using var stop = new CancellationTokenSource();
        var writer = new Recorder
        {
            OnSend = sent =>
            {
                if (sent == 300)
                    stop.Cancel();
            },
        };
        var publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings(), TimeProvider.System);
        var result = await publication.RunAsync(new Ticks(10_000), _ => { }, stop.Token);
        (result.Complete, result.Events).ShouldBe((false, writer.Sent));
        writer.Sent.ShouldBeInRange(300, 300 + 128);
        // Every partition heard of the publication when it began, long before the interval was over.
        writer
            .Promises.Take(2)
            .Select(p => (p.Topic, p.Time))
            .ShouldBe([("payments", new Timestamp(2000)), ("payment-labels", new Timestamp(2000))]);
    }

    [Fact]
    public async Task A_source_that_fails_leaves_nobody_waiting()
    {
        var writer = new Recorder();
        var publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings(), TimeProvider.System);
        var ticks = new Ticks(1000) { At = (10, () => throw new StreamingException("The file breaks off.")) };
        (await Should.ThrowAsync<StreamingException>(() => publication.RunAsync(ticks, _ => { }, CancellationToken.None))).Message.ShouldBe(
            "The file breaks off. Before that, 9 events were published and acknowledged."
        );
        EndsIdle(writer, new Timestamp(9_000));

        // Whatever it is that went wrong.
        writer = new Recorder();
        publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings(), TimeProvider.System);
        ticks = new Ticks(1000) { At = (10, () => throw new InvalidOperationException()) };
        await Should.ThrowAsync<InvalidOperationException>(() => publication.RunAsync(ticks, _ => { }, CancellationToken.None));
        EndsIdle(writer, new Timestamp(9_000));
    }

    [Fact]
    public async Task While_a_source_waits_nobody_waits_for_it()
    {
        var writer = new Recorder();
        var publication = new Publication(writer, Samples.Payments(), Topics, new PublishSettings(), TimeProvider.System);
        var ticks = new Ticks(12);
        ticks.At = (10, WaitTwice);
        await publication.RunAsync(ticks, _ => { }, CancellationToken.None);
        // Said once, and taken back with the next event.
        writer
            .Promises.Skip(2)
            .Select(p => p.Time)
            .ShouldBe([
                new Timestamp(9_000),
                new Timestamp(9_000),
                Watermark.Idle,
                Watermark.Idle,
                new Timestamp(10_000),
                new Timestamp(10_000),
                new Timestamp(12_000),
                new Timestamp(12_000),
                Watermark.Idle,
                Watermark.Idle,
            ]);

        void WaitTwice()
        {
            ticks.Waiting!();
            EndsIdle(writer, new Timestamp(9_000));
            ticks.Waiting!();
        }
    }

    [Fact]
    public async Task Records_go_out_in_the_format_of_their_topic()
    {
        var writer = new Recorder();
        var publication = new Publication(
            writer,
            Samples.Payments(format: "cloudevents"),
            Topics,
            new PublishSettings(),
            TimeProvider.System
        );
        var records = new Listed([
            (RowContent.Events, """{"id":"e1","at":"2026-03-02T12:00:00Z","account":"a","amount":1.50}"""),
            (RowContent.Labels, """{"id":"e1","known":"2026-03-03T12:00:00Z","bad":true}"""),
            (RowContent.Events, """{"id":"e2","""),
        ]);
        await publication.RunAsync(records, _ => { }, CancellationToken.None);
        writer.Values.ShouldBe([
            """{"specversion":"1.0","datacontenttype":"application/json","id":"e1","source":"/streaming","type":"payments","data":{"id":"e1","at":"2026-03-02T12:00:00Z","account":"a","amount":1.50}}""",
            """{"specversion":"1.0","datacontenttype":"application/json","id":"e1","source":"/streaming","type":"payment-labels","data":{"id":"e1","known":"2026-03-03T12:00:00Z","bad":true}}""",
            """{"specversion":"1.0","datacontenttype":"application/json","id":"unknown","source":"/streaming","type":"payments","data":{"id":"e2",}""",
        ]);
    }

    static void EndsIdle(Recorder writer, Timestamp time) =>
        writer
            .Promises.TakeLast(4)
            .Select(p => (p.Topic, p.Time, p.Unacknowledged))
            .ShouldBe([
                ("payments", time, 0),
                ("payment-labels", time, 0),
                ("payments", Watermark.Idle, 0),
                ("payment-labels", Watermark.Idle, 0),
            ]);

    /// <summary>Events one millisecond apart.</summary>
    sealed class Ticks(int count) : IRecordSource
    {
        int _next;

        /// <summary>What happens when an event is asked for.</summary>
        public (int Event, Action Happens)? At { get; set; }

        public Action? Waiting { get; set; }

        public double? Fraction => null;

        public bool CarriesLabels => true;

        public bool Read(OutgoingRecord record)
        {
            if (_next == count)
                return false;
            if (At is var (at, happens) && at == _next + 1)
                happens();
            record.Set(RowContent.Events, "k"u8, "{}"u8, new Timestamp(++_next * 1000L));
            return true;
        }
    }

    /// <summary>Records that were written down before.</summary>
    sealed class Listed((RowContent Content, string Json)[] records) : IRecordSource
    {
        int _next;

        public double? Fraction => null;

        public bool CarriesLabels => true;

        public bool Read(OutgoingRecord record)
        {
            if (_next == records.Length)
                return false;
            var (content, json) = records[_next++];
            record.Set(content, "k"u8, Encoding.UTF8.GetBytes(json), null);
            return true;
        }
    }

    sealed class Recorder : IRecordWriter
    {
        int _unacknowledged;

        public int Sent { get; private set; }

        public List<string> Values { get; } = [];

        public Action<int> OnSend { get; init; } = _ => { };

        public List<(string Topic, Timestamp Time, int Unacknowledged, long Next)> Promises { get; } = [];

        public void Send(string topic, byte[]? key, byte[]? value)
        {
            Sent++;
            Values.Add(Encoding.UTF8.GetString(value!));
            _unacknowledged++;
            for (var i = Promises.Count - 1; i >= 0 && Promises[i].Next == 0; i--)
                Promises[i] = Promises[i] with { Next = Sent * 1000L };
            OnSend(Sent);
        }

        public void SendWatermark(string topic, int partitions, Timestamp time) => Promises.Add((topic, time, _unacknowledged, 0));

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
