using System.Text;
using CsCheck;
using Streaming.Events.Text;

namespace Streaming.Events.Tests.Text;

public sealed class PrintableTests
{
    [Fact]
    public void No_bytes_reach_a_terminal_as_control_characters() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(bytes =>
            {
                var text = Printable.Bytes(bytes);
                text.Any(char.IsControl).ShouldBeFalse();
                Encoding.UTF8.GetByteCount(text).ShouldBeGreaterThanOrEqualTo(0);
            });

    [Fact]
    public void Readable_text_stays_as_it_is() => Printable.Bytes("{\"name\":\"Zoë ☂\"}"u8).ShouldBe("{\"name\":\"Zoë ☂\"}");

    [Fact]
    public void Escapes_and_broken_text_are_spelled_out()
    {
        Printable.Text("a\u001b[31mb").ShouldBe("a\\x1b[31mb");
        Printable.Bytes([0x61, 0xff, 0xc3]).ShouldBe("a\\xff\\xc3");
        Printable.Bytes("abcdef"u8, 3).ShouldBe("abc… (6 bytes)");
    }
}
