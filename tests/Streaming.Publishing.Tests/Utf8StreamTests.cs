using System.Text;
using System.Text.Unicode;
using CsCheck;
using Streaming.Publishing.Files;

namespace Streaming.Publishing.Tests;

public sealed class Utf8StreamTests
{
    [Fact]
    public void Utf8_passes_and_nothing_else_does() =>
        Gen.Select(
                Gen.OneOf(
                    Gen.String.Select(Encoding.UTF8.GetBytes),
                    Gen.Byte.Array[0, 6],
                    Gen.Const<byte[]>([0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80])
                ).Array[0, 4],
                Gen.Int[1, 9]
            )
            .Sample(
                (parts, step) =>
                {
                    byte[] bytes = [.. parts.SelectMany(p => p)];
                    if (Utf8.IsValid(bytes))
                        Read(bytes, step).ShouldBe(bytes);
                    else
                        Should.Throw<IOException>(() => Read(bytes, step));
                },
                iter: 20_000
            );

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void The_place_is_told(int step)
    {
        byte[] bytes = [.. "id,name\n1,Zoë\n2,M"u8, 0xfc, .. "ller\n"u8];
        Should.Throw<IOException>(() => Read(bytes, step)).Message.ShouldStartWith("line 3 is not UTF-8: byte 0xfc after '2,M'.");
        Should
            .Throw<IOException>(() => Read([.. "a\n"u8, 0xe2, 0x82], step))
            .Message.ShouldStartWith("line 2 is not UTF-8: byte 0xe2 at its beginning.");
    }

    static byte[] Read(byte[] bytes, int step)
    {
        using var stream = new Utf8Stream(new Dribble(bytes, step));
        using var read = new MemoryStream();
        stream.CopyTo(read, 1 + Math.Min(step, 4095));
        return read.ToArray();
    }
}
