using CsCheck;
using Streaming.Lineage.Index;

namespace Streaming.Lineage.Tests.Index;

public sealed class BloomFilterTests(ITestOutputHelper output)
{
    [Fact]
    public void What_was_added_is_always_found() =>
        Gen.Select(Gen.ULong.Array[0, 3000], Gen.Double[1, 20])
            .Sample(
                (hashes, bits) =>
                {
                    var filter = BloomFilter.Build(hashes, bits);
                    return filter.Length % BloomFilter.BlockBytes == 0 && hashes.All(h => BloomFilter.MayContain(filter, h));
                }
            );

    [Fact]
    public void A_block_answers_for_the_whole_filter() =>
        Gen.Select(Gen.ULong.Array[1, 2000], Gen.ULong)
            .Sample(
                (hashes, probe) =>
                {
                    var filter = BloomFilter.Build(hashes, 9);
                    var block = BloomFilter.BlockIndex(probe, filter.Length / BloomFilter.BlockBytes) * BloomFilter.BlockBytes;
                    return BloomFilter.BlockMayContain(filter.AsSpan(block, BloomFilter.BlockBytes), probe)
                        == BloomFilter.MayContain(filter, probe);
                }
            );

    [Theory]
    [InlineData(10, 9, 0.0001)]
    [InlineData(2_000, 9, 0.025)]
    [InlineData(60_000, 9, 0.025)]
    [InlineData(65_536, 12, 0.008)]
    public void False_positives_stay_rare(int ids, double bits, double most)
    {
        var filter = BloomFilter.Build(Enumerable.Range(0, ids).Select(Id).ToArray(), bits);
        const int probes = 200_000;

        var rate = Enumerable.Range(ids, probes).Count(i => BloomFilter.MayContain(filter, Id(i))) / (double)probes;

        output.WriteLine($"{ids} ids, {bits} bits each: {rate:P3} false positives");
        rate.ShouldBeLessThan(most);
    }

    /// <summary>Hashes of an unlucky kind of id: consecutive numbers.</summary>
    static ulong Id(int i) => LookupHash.Of(FilterKinds.EventIds, System.Text.Encoding.UTF8.GetBytes($"{i}"));
}
