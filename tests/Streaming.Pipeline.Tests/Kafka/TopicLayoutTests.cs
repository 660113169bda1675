using Streaming.Pipeline.Kafka;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Kafka;

public sealed class TopicLayoutTests
{
    static readonly PipelinePlan Plan = PlanCompiler.Compile(
        TopologyLoader.Parse(
            """
            topology: small
            version: 1
            source:
              topic: readings
              key: machine
              id: id
              time: at
              fields: { id: string, at: timestamp, machine: string, place: string, heat: double }
            features:
              heat: heat
              mean: { mean: heat, per: machine, over: 1h }
              around: { mean: heat, per: place, over: 1h }
            score: { rule: heat / 100, decide: { hot: score > 0.9, fine: otherwise } }
            """
        )
    );

    static readonly TopicLayout Layout = new(
        Plan,
        Plan.Stages.ToDictionary(s => s.Name, s => s == Plan.Entry ? 3 : 2, StringComparer.Ordinal)
    );

    [Fact]
    public void A_channel_is_a_topic_for_each_upstream_partition() =>
        Layout
            .TopicsOf(Plan.Final)
            .ShouldBe(["small.by-place.events.0", "small.by-place.events.1", "small.by-place.events.2", "small.control"]);

    [Fact]
    public void Emitted_versions_are_subscribed_to_lest_their_offsets_expire() =>
        Layout.SubscriptionOf(Plan.Entry).ShouldBe(["readings", Plan.Entry.EmittedTopic]);

    [Fact]
    public void A_partition_that_came_later_is_refused()
    {
        Layout.RefuseOthers(Plan.Entry, [0, 1, 2]);
        var fault = Should.Throw<StreamingException>(() => Layout.RefuseOthers(Plan.Entry, [1, 3]));
        fault.Message.ShouldContain("Topic readings has 4 partitions, but small has run with 3");
        $"{fault.Cure}".ShouldBe("rescale small 4");
    }
}
