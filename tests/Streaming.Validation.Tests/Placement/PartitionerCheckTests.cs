using System.Text;
using Streaming.Events.Partitioning;
using Streaming.Topology.Model;
using Streaming.Validation.Placement;

namespace Streaming.Validation.Tests.Placement;

public sealed class PartitionerCheckTests
{
    const int Partitions = 4;
    const int Partition = 2;

    [Theory]
    [InlineData(PartitionerKind.Murmur2)]
    [InlineData(PartitionerKind.Crc32)]
    public void The_partitioner_is_recognised_and_then_held_to(PartitionerKind truth)
    {
        var check = new PartitionerCheck(PartitionerKind.Auto, Partition, Partitions);
        foreach (var key in Keys().Where(k => Lies(truth, k)).Take(60))
        {
            check.Fits(key).ShouldBeTrue();
            check.Accept(key);
        }
        check.Recognised.ShouldBe(truth);
        foreach (var key in Keys().Skip(1_000).Take(200))
            check.Fits(key).ShouldBe(Lies(truth, key));
    }

    [Fact]
    public void Misplaced_first_rows_and_one_busy_key_decide_nothing()
    {
        var check = new PartitionerCheck(PartitionerKind.Auto, Partition, Partitions);
        var misplaced = Keys().First(k => Lies(PartitionerKind.Crc32, k) && !Lies(PartitionerKind.Murmur2, k));
        for (var i = 0; i < 1_000; i++)
            check.Accept(misplaced);
        check.Recognised.ShouldBeNull();
        foreach (var key in Keys().Where(k => Lies(PartitionerKind.Murmur2, k)).Take(60))
        {
            check.Fits(key).ShouldBeTrue();
            check.Accept(key);
        }
        check.Recognised.ShouldBe(PartitionerKind.Murmur2);
        check.Fits(misplaced).ShouldBeFalse();
    }

    [Fact]
    public void A_key_that_neither_explains_is_misplaced_from_the_first_row_on()
    {
        var check = new PartitionerCheck(PartitionerKind.Auto, Partition, Partitions);
        var nowhere = Keys().First(k => !Lies(PartitionerKind.Crc32, k) && !Lies(PartitionerKind.Murmur2, k));
        check.Fits(nowhere).ShouldBeFalse();
        check.Describe().ShouldContain("partitioner: any");
    }

    [Fact]
    public void Two_publishers_that_disagree_are_not_accepted_for_ever()
    {
        var check = new PartitionerCheck(PartitionerKind.Auto, Partition, Partitions);
        var murmur2 = Keys().Where(k => Lies(PartitionerKind.Murmur2, k) && !Lies(PartitionerKind.Crc32, k)).Take(200);
        var crc32 = Keys().Where(k => Lies(PartitionerKind.Crc32, k) && !Lies(PartitionerKind.Murmur2, k)).Take(200);
        foreach (var (first, second) in murmur2.Zip(crc32))
        {
            check.Accept(first);
            check.Accept(second);
        }
        check.Recognised.ShouldNotBeNull();
    }

    [Fact]
    public void With_one_partition_everything_lies_right() =>
        Keys().Take(50).ShouldAllBe(k => new PartitionerCheck(PartitionerKind.Crc32, 0, 1).Fits(k));

    static IEnumerable<byte[]> Keys() => Enumerable.Range(0, 100_000).Select(i => Encoding.UTF8.GetBytes($"{i}"));

    static bool Lies(PartitionerKind kind, byte[] key) =>
        Partition
        == (
            kind == PartitionerKind.Murmur2 ? Partitioners.Murmur2Partition(key, Partitions) : Partitioners.Crc32Partition(key, Partitions)
        );
}
