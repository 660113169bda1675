using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Pipeline.Repair;
using Streaming.Pipeline.Tests.Stages;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Repair;

public sealed class ReplacedTopicsTests
{
    static readonly StreamKey Stream = new("orders", "score", 0);

    static readonly BatchHeader Last = new()
    {
        Positions = [Input("orders", 700), Input("labels", 30)],
        Watermark = new Timestamp(9),
        Idle = true,
        Partitioner = PartitionerKind.Crc32,
        Snapshot = new SnapshotReference(4, "ab"),
        RescaledAt = 3,
        Rescale = new RescaleMarker(1, 1, [2]),
        MaxInFlight = 5,
        Control = new ControlState("c1", FallsBack: true, 2),
    };

    /// <summary>
    /// Fails where anything of the old topic is taken for the new one's: its publishers' offsets would pass over the first records of the
    /// new
    /// topic, its id would stop the next start.
    /// </summary>
    [Fact]
    public void The_new_topic_begins_at_its_start_and_the_others_go_on()
    {
        var header = Marker();

        header.Positions[0].ShouldBe(new InputPosition("orders", 0, 2, 0, Timestamp.Beginning, new Timestamp(7)) { TopicId = "new" });
        header.Positions[1].ShouldBe(Last.Positions[1] with { TopicId = null });
        header.ReplacedTopics.ShouldBe([new TopicReplacement("orders", 700, 2)]);
        ReplacedTopics.IsMarker(header).ShouldBeTrue();
        ReplacedTopics.IsMarker(Last).ShouldBeFalse();
    }

    /// <summary>Fails where a restart after the repair would have less to go by than before it.</summary>
    [Fact]
    public void Everything_else_stays_as_it_was()
    {
        var header = Marker();

        (
            header.Watermark,
            header.Idle,
            header.Partitioner,
            header.Snapshot,
            header.RescaledAt,
            header.MaxInFlight,
            header.Control
        ).ShouldBe((Last.Watermark, true, PartitionerKind.Crc32, Last.Snapshot, 3, 5, Last.Control));
        // The batch before may have been the marker of a rescale; this one is none.
        header.Rescale.ShouldBeNull();
    }

    static BatchHeader Marker() =>
        ReplacedTopics
            .Marker(
                new LineageTail(Stream, 6, new byte[32], Last),
                Orders.Plan,
                [new ReplacedTopic(Stream, "orders", 700, 2)],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "new" },
                now: new Timestamp(1)
            )
            .Tail.Header!;

    static InputPosition Input(string topic, long next) =>
        new(topic, 0, next, 0, new Timestamp(8), new Timestamp(7))
        {
            TopicId = "old",
            Publishers = new PublisherMarks(
                next,
                [new PublisherMark("till", 0, new InputPosition(topic, 0, next, 0, new Timestamp(8), new Timestamp(7)))]
            ),
        };
}
