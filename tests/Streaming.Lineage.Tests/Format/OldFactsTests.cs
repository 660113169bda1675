using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Snapshots;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Tests.Format;

/// <summary>What format versions 1 and 2 wrote as texts, as their releases wrote it.</summary>
public sealed class OldFactsTests
{
    static readonly BatchHeader Bare = new()
    {
        Positions =
        [
            new InputPosition("transactions", 1, 14, 0, new Timestamp(5), new Timestamp(4)),
            new InputPosition("labels", 1, 7, 2, new Timestamp(6), new Timestamp(5)),
        ],
    };

    [Fact]
    public void Every_text_becomes_the_member_that_it_meant()
    {
        var header = Read(
            new()
            {
                ["idle"] = "true",
                ["partitioner"] = "Crc32",
                ["snapshot"] = "17:ab34",
                ["rescaled"] = "from 2 to 3 after 17,0",
                ["rescaled-at"] = "18",
                ["replaced-topics"] = "transactions:700:0 labels:12:3",
                ["topic-ids"] = "- kR3bQ1",
                ["publishers"] =
                    """[{"Topic":"transactions","ReadTo":21,"Publishers":[{"Name":"till-1","Since":3,"Position":{"Topic":"transactions","Partition":1,"NextOffset":20,"RowsTaken":0,"Watermark":8,"LastTime":7,"EarlyTime":9}}]}]""",
                ["what-nobody-ever-wrote"] = "x",
            }
        );

        header.Idle.ShouldBeTrue();
        header.Partitioner.ShouldBe(PartitionerKind.Crc32);
        header.Snapshot.ShouldBe(new SnapshotReference(17, "ab34"));
        (header.Rescale!.From, header.Rescale.To, header.RescaledAt).ShouldBe((2, 3, 18));
        header.Rescale.Versions.ShouldBe([17L, 0L]);
        header.ReplacedTopics.ShouldBe([new TopicReplacement("transactions", 700, 0), new TopicReplacement("labels", 12, 3)]);
        header.Positions.Select(p => p.TopicId).ShouldBe([null, "kR3bQ1"]);
        header
            .Positions[0]
            .Publishers.ShouldBe(
                new PublisherMarks(
                    21,
                    [
                        new PublisherMark(
                            "till-1",
                            3,
                            new InputPosition("transactions", 1, 20, 0, new Timestamp(8), new Timestamp(7)) { EarlyTime = new Timestamp(9) }
                        ),
                    ]
                )
            );
        header.Positions[1].Publishers.ShouldBeNull();
        header.MaxInFlight.ShouldBe(2);
    }

    [Theory]
    [InlineData("partitioner", "Nonsense")]
    [InlineData("partitioner", "77")]
    [InlineData("snapshot", "x:y")]
    [InlineData("snapshot", "17")]
    [InlineData("rescaled", "")]
    [InlineData("rescaled", "from 2 to 3")]
    [InlineData("rescaled", "from 2 to 3 after 1")]
    [InlineData("rescaled", "from 2 to 3 after 1,x")]
    [InlineData("rescaled", "from 99999999999 to 3 after 1,2")]
    [InlineData("rescaled-at", "-4")]
    [InlineData("replaced-topics", "transactions")]
    [InlineData("topic-ids", "onlyone")]
    [InlineData("publishers", "not JSON")]
    [InlineData("publishers", """[{"Topic":"transactions","ReadTo":1,"Publishers":[null]}]""")]
    [InlineData("publishers", "null")]
    public void A_text_that_says_nothing_is_told_by_name(string name, string text) =>
        Should
            .Throw<LineageCorruptException>(() => Read(new() { [name] = text }))
            .Message.ShouldBe($"what it says of '{name}' cannot be read");

    static BatchHeader Read(Dictionary<string, string> facts) => OldFacts.Into(Bare, facts);
}
