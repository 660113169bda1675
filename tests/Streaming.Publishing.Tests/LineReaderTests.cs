using System.Text;
using CsCheck;
using Streaming.Publishing.Rows;

namespace Streaming.Publishing.Tests;

public sealed class LineReaderTests
{
    [Fact]
    public void Lines_are_the_same_however_the_stream_hands_them_out() =>
        Gen.Select(Gen.OneOf(Gen.Const((byte)'\n'), Gen.Const((byte)'\r'), Gen.Byte).Array[0, 500], Gen.Int[1, 60])
            .Sample(
                (bytes, step) =>
                {
                    var expected = Encoding.Latin1.GetString(bytes).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0);
                    Read(new Dribble(bytes, step)).ShouldBe(expected);
                }
            );

    [Fact]
    public void A_line_may_be_longer_than_any_buffer()
    {
        var line = new string('x', 300_000);
        Read(new MemoryStream(Encoding.ASCII.GetBytes($"a\n{line}\nb"))).ShouldBe(["a", line, "b"]);
    }

    static List<string> Read(Stream stream)
    {
        using var lines = new LineReader(stream);
        var read = new List<string>();
        while (lines.Next(out var line))
            read.Add(Encoding.Latin1.GetString(line));
        return read;
    }
}
