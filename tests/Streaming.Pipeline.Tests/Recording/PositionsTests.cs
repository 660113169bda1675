using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Tests.Recording;

public sealed class PositionsTests
{
    /// <summary>Fails where something that the merge needs to go on is lost on the way through lineage.</summary>
    [Fact]
    public void Where_several_publishers_are_comes_back_as_it_was()
    {
        var at = new InputPosition("orders", 2, 40) { Reached = new Timestamp(7), Watermarked = true };
        var publishers = new InputPublishers(
            "orders",
            44,
            [
                new PublisherPosition("", 0, at),
                new PublisherPosition("till", 12, at with { NextOffset = 41, Idle = true, Unconfirmed = new Timestamp(99) }),
            ]
        );

        var recorded = Positions.ToRecorded(
            at,
            publishers,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "kR3bQ1" }
        );

        recorded.TopicId.ShouldBe("kR3bQ1");
        Positions.PublishersOf(recorded).ShouldBe(publishers);
        Positions.ToMerge(recorded).ShouldBe(at);
    }

    [Fact]
    public void One_publisher_and_an_unknown_topic_id_are_not_written_down()
    {
        var recorded = Positions.ToRecorded(
            new InputPosition("orders", 2, 40),
            publishers: null,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "" }
        );

        recorded.TopicId.ShouldBeNull();
        Positions.PublishersOf(recorded).ShouldBeNull();
    }
}
