using System.Text;
using Streaming.Events.Partitioning;

namespace Streaming.Events.Tests.Partitioning;

public sealed class PartitionersTests
{
    // Published known answers of Kafka's Java client (UtilsTest.testMurmur2).
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_gives_the_answers_of_the_Java_client(string key, int expected) =>
        Partitioners.Murmur2(Encoding.UTF8.GetBytes(key)).ShouldBe(expected);

    // The check value of CRC-32/ISO-HDLC, and zlib's answer for "a".
    [Theory]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("", 0u)]
    public void Crc32_gives_the_answers_of_zlib(string key, uint expected) =>
        Partitioners.Crc32(Encoding.UTF8.GetBytes(key)).ShouldBe(expected);

    [Fact]
    public void Partitions_are_never_negative()
    {
        for (var key = 0; key < 10_000; key++)
        {
            var bytes = Encoding.UTF8.GetBytes($"{key}");
            Partitioners.Murmur2Partition(bytes, 7).ShouldBeInRange(0, 6);
            Partitioners.Crc32Partition(bytes, 7).ShouldBeInRange(0, 6);
        }
    }
}
