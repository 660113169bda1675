using System.Text;
using CsCheck;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Rescaling;

public sealed class KeyShareTests
{
    [Theory]
    [InlineData(PartitionerKind.Murmur2)]
    [InlineData(PartitionerKind.Crc32)]
    public void Each_key_is_taken_by_one_partition_from_one_partition(PartitionerKind partitioner) =>
        Gen.Select(Gen.String, Gen.Int[1, 9], Gen.Int[1, 9])
            .Sample(
                (key, from, to) =>
                {
                    var text = Encoding.UTF8.GetBytes(key);
                    var pairs = Enumerable
                        .Range(0, to)
                        .SelectMany(p => Enumerable.Range(0, from).Select(old => new KeyShare(partitioner).With(p, to).With(old, from)));
                    pairs.Count(share => share.Takes(text)).ShouldBe(1);
                }
            );

    [Fact]
    public void Where_the_partitioner_is_not_known_every_key_is_taken()
    {
        var share = new KeyShare(null).With(3, 8);
        share.TakesAll.ShouldBeTrue();
        share.Takes("any"u8).ShouldBeTrue();
    }

    [Fact]
    public void One_partition_has_all_keys() => new KeyShare(PartitionerKind.Murmur2).With(0, 1).TakesAll.ShouldBeTrue();
}
