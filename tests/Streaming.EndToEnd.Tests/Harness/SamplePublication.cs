using Streaming.Events.Raw;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>Events and their labels in the order of their times, published piece by piece, with watermarks now and then.</summary>
public sealed class SamplePublication(TestPublisher publisher, PipelinePlan plan, IReadOnlyList<SampleEvent> events, int partitions, int labelPartitions)
{
    private const int EventsPerWatermark = 200;

    private readonly string _source = plan.Topology.Source.Topic;
    private readonly string _labels = plan.Topology.Labels!.Topic;
    private int _next;
    private int _label;

    /// <summary>Called before an event is sent, with its index.</summary>
    public Action<int>? Before { get; init; }

    /// <summary>Events whose time every partition has been told to be past: they are scored without anything more.</summary>
    public int Settled { get; private set; }

    /// <summary>Publishes on, up to an index, with the labels known by then.</summary>
    public void To(int end)
    {
        for (; _next < end; _next++)
        {
            var next = events[_next];
            for (; _label < _next && events[_label].Known <= next.At; _label++) SendLabel(events[_label]);
            Before?.Invoke(_next);
            publisher.Send(_source, TestPublisher.PartitionOf(next.Account, partitions), next.Account, next.Json);
            if (_next % EventsPerWatermark == EventsPerWatermark - 1) Settle(next.At);
        }
    }

    /// <summary>Sends the labels that are left, and says that nothing follows for now.</summary>
    public void End(bool idle = true)
    {
        for (; _label < events.Count; _label++) SendLabel(events[_label]);
        if (!idle) return;
        publisher.SendWatermark(_source, partitions, Watermark.Idle);
        publisher.SendWatermark(_labels, labelPartitions, Watermark.Idle);
        Settled = events.Count;
    }

    private void Settle(DateTime time)
    {
        publisher.SendWatermark(_source, partitions, Sample.Micros(time));
        publisher.SendWatermark(_labels, labelPartitions, Sample.Micros(time));
        while (events[Settled].At < time) Settled++;
    }

    private void SendLabel(SampleEvent labelled) =>
        publisher.Send(_labels, TestPublisher.PartitionOf(labelled.Id, labelPartitions), labelled.Id, labelled.LabelJson);
}
