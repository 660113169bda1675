using Streaming.Events.Raw;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>Events and their labels in the order of their times, published piece by piece, with watermarks now and then.</summary>
public sealed class SamplePublication(
    TestPublisher publisher,
    PipelinePlan plan,
    IReadOnlyList<SampleEvent> events,
    int partitions,
    int labelPartitions
)
{
    const int EventsPerWatermark = 200;

    readonly string _source = plan.Topology.Source.Topic;
    readonly string _labels = plan.Topology.Labels!.Topic;
    TestPublisher _publisher = publisher;
    int _partitions = partitions;
    int _next;
    int _label;

    /// <summary>Events that somebody else has sent already; null: none.</summary>
    public Func<SampleEvent, bool>? Sent { get; set; }

    /// <summary>Called before an event is sent, with its index.</summary>
    public Action<int>? Before { get; init; }

    /// <summary>Events whose time every partition has been told to be past: they are scored without anything more.</summary>
    public int Settled { get; private set; }

    /// <summary>
    /// Promises the first event's time to every partition, as <c>streaming publish</c> does before anything else: each is then waited
    /// for, however slowly the others are written.
    /// </summary>
    public void Announce() => Settle(events[0].At);

    /// <summary>Publishes on, up to an index, with the labels known by then.</summary>
    public void To(int end)
    {
        for (; _next < end; _next++)
        {
            var next = events[_next];
            for (; _label < _next && events[_label].Known <= next.At; _label++)
                SendLabel(events[_label]);
            Before?.Invoke(_next);
            if (Sent?.Invoke(next) != true)
                _publisher.Send(_source, TestPublisher.PartitionOf(next.Account, _partitions), next.Account, next.Json);
            if (_next % EventsPerWatermark == EventsPerWatermark - 1)
                Settle(next.At);
        }
    }

    /// <summary>Sends the labels that are left, and says that nothing follows for now.</summary>
    public void End(bool idle = true)
    {
        for (; _label < events.Count; _label++)
            SendLabel(events[_label]);
        if (!idle)
            return;
        _publisher.SendWatermark(_source, _partitions, Watermark.Idle);
        _publisher.SendWatermark(_labels, labelPartitions, Watermark.Idle);
        Settled = events.Count;
    }

    /// <summary>Says that nothing older than the next event follows: everything sent so far is scored without anything more.</summary>
    public void Rest()
    {
        var next = events[_next].At;
        for (; _label < _next && events[_label].Known <= next; _label++)
            SendLabel(events[_label]);
        Settle(next);
    }

    /// <summary>Goes on with a source of another partition count.</summary>
    /// <param name="with">A publisher that knows it.</param>
    /// <param name="count">Partitions.</param>
    public void Repartition(TestPublisher with, int count) => (_publisher, _partitions) = (with, count);

    /// <summary>Sends an event that was sent before.</summary>
    public void Again(int index) =>
        _publisher.Send(_source, TestPublisher.PartitionOf(events[index].Account, _partitions), events[index].Account, events[index].Json);

    void Settle(DateTime time)
    {
        _publisher.SendWatermark(_source, _partitions, Sample.Time(time));
        _publisher.SendWatermark(_labels, labelPartitions, Sample.Time(time));
        while (events[Settled].At < time)
            Settled++;
    }

    void SendLabel(SampleEvent labelled) =>
        _publisher.Send(_labels, TestPublisher.PartitionOf(labelled.Id, labelPartitions), labelled.Id, labelled.LabelJson);
}
