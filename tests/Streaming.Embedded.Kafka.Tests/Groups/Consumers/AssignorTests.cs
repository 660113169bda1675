using CsCheck;
using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

namespace Streaming.Embedded.Kafka.Tests.Groups.Consumers;

public sealed class AssignorTests
{
    static readonly Gen<int[]> Sizes = Gen.Int[0, 12].Array[1, 5];

    /// <summary>What each member reads, as bits.</summary>
    static readonly Gen<int[]> Readings = Gen.Int[0, 31].Array[1, 7];

    [Theory]
    [InlineData("uniform")]
    [InlineData("range")]
    public void Each_partition_that_somebody_reads_has_one_owner_who_reads_it(string name)
    {
        var assignor = PartitionAssignors.Find(name).ShouldNotBeNull();
        Gen.Select(Sizes, Readings)
            .Sample(
                (sizes, readings) =>
                {
                    var topics = Topics(sizes);
                    var members = readings.Select((bits, i) => Member(i, Named(topics, bits))).ToList();
                    var given = assignor.Assign(members, topics);
                    given.Keys.ShouldBe(members.Select(member => member.Id), ignoreOrder: true);
                    var all = given.Values.SelectMany(partitions => partitions.Items).ToList();
                    all.Distinct().Count().ShouldBe(all.Count);
                    var read = topics.All.Where(topic => members.Exists(member => member.Topics.Contains(topic.Name)));
                    all.Count.ShouldBe(read.Sum(topic => topic.Partitions));
                    foreach (var member in members)
                    {
                        var ids = topics.All.Where(topic => member.Topics.Contains(topic.Name)).Select(topic => topic.Id).ToHashSet();
                        given[member.Id].Items.ShouldAllBe(partition => ids.Contains(partition.Topic));
                    }
                }
            );
    }

    /// <summary>No move from one member to another that reads the topic, too, would make the two more alike.</summary>
    [Fact]
    public void Uniform_is_balanced()
    {
        Gen.Select(Sizes, Readings)
            .Sample(
                (sizes, readings) =>
                {
                    var topics = Topics(sizes);
                    var members = readings.Select((bits, i) => Member(i, Named(topics, bits))).ToList();
                    var given = new UniformAssignor().Assign(members, topics);
                    foreach (var topic in topics.All)
                    {
                        var counts = members.FindAll(m => m.Topics.Contains(topic.Name)).ConvertAll(m => given[m.Id]);
                        foreach (var owner in counts.Where(partitions => partitions.Items.Any(p => p.Topic == topic.Id)))
                            owner.Count.ShouldBeLessThanOrEqualTo(counts.Min(partitions => partitions.Count) + 1);
                    }
                }
            );
    }

    [Fact]
    public void Uniform_moves_no_more_than_it_must()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 8])
            .Sample(
                (partitions, count) =>
                {
                    var topics = Topics([partitions]);
                    var members = Enumerable.Range(0, count).Select(i => Member(i, ["t0"])).ToList();
                    var before = new UniformAssignor().Assign(members, topics);
                    members = members.ConvertAll(member => member with { Target = before[member.Id] });
                    new UniformAssignor().Assign(members, topics).ShouldBe(before);
                    var after = new UniformAssignor().Assign([.. members, Member(count, ["t0"])], topics);
                    foreach (var member in members)
                        after[member.Id].IsSubsetOf(before[member.Id]).ShouldBeTrue("nobody who was there before gets another");
                }
            );
    }

    [Fact]
    public void Range_gives_the_same_numbers_of_topics_of_one_size()
    {
        var topics = Topics([7, 7]);
        var given = new RangeAssignor().Assign([Member(0, ["t0", "t1"]), Member(1, ["t0", "t1"]), Member(2, ["t0", "t1"])], topics);
        foreach (var partitions in given.Values)
        {
            var numbers = topics.All.Select(topic => partitions.Where(p => p.Topic == topic.Id).Items.Select(p => p.Partition)).ToList();
            numbers[0].ShouldBe(numbers[1]);
        }
    }

    static SubscribedTopics Topics(int[] sizes) => new(sizes.Select((size, i) => new SubscribedTopic($"t{i}", Guid.NewGuid(), size)));

    static List<string> Named(SubscribedTopics topics, int bits) =>
        [.. topics.All.Where((_, i) => (bits >> i & 1) == 1).Select(topic => topic.Name)];

    static ConsumerMember Member(int number, IReadOnlyList<string> topics) => new($"m{number}", null, "c", "h") { Names = topics };
}
