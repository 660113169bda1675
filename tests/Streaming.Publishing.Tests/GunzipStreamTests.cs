using System.IO.Compression;
using System.Text;
using CsCheck;
using Streaming.Publishing.Files;

namespace Streaming.Publishing.Tests;

public sealed class GunzipStreamTests
{
    static readonly string Text = string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919 % 1013},row {i}\n"));

    [Fact]
    public void Members_one_after_the_other_are_one_text_and_zeros_fill_up()
    {
        byte[] packed = [.. Pack("ab"), .. Pack(""), .. Pack(Text), .. new byte[700]];
        Unpack(packed).ShouldBe("ab" + Text);
        Unpack(packed, step: 1).ShouldBe("ab" + Text);
    }

    [Fact]
    public void A_long_archive_is_the_same_however_it_is_handed_out()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i * 7919L % 1_000_003},{i}\n"));
        byte[] packed = [.. Pack(text), .. Pack("end")];
        packed.Length.ShouldBeGreaterThan(3 << 16);
        foreach (var step in (int[])[7, 4096, int.MaxValue])
            Unpack(packed, step).ShouldBe(text + "end");
    }

    [Fact]
    public void What_other_packers_write_into_the_header_is_passed_over()
    {
        var plain = Pack("abc");
        byte[] full = [0x1f, 0x8b, 8, 4 | 8 | 16 | 2, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9, .. "name\0"u8, .. "remark\0"u8, 7, 7, .. plain[10..]];
        Unpack(full).ShouldBe("abc");
    }

    [Fact]
    public void Wherever_an_archive_breaks_off_it_says_so()
    {
        var (first, second) = (Pack("ab"), Pack(Text));
        byte[] packed = [.. first, .. second];
        for (var length = 1; length < packed.Length; length++)
        {
            if (length == first.Length)
                continue;
            Should.Throw<InvalidDataException>(() => Unpack(packed[..length])).Message.ShouldContain($"breaks off after {length:N0} bytes");
        }
    }

    [Fact]
    public void A_changed_byte_never_changes_the_text_unseen()
    {
        byte[] packed = [.. Pack("ab"), .. Pack(Text)];
        Gen.Select(Gen.Int[0, packed.Length - 1], Gen.Byte)
            .Sample(
                (at, value) =>
                {
                    byte[] changed = [.. packed];
                    changed[at] = value;
                    try
                    {
                        Unpack(changed).ShouldBe("ab" + Text);
                    }
                    catch (InvalidDataException e)
                    {
                        e.Message.ShouldContain("Copy it again.");
                    }
                }
            );
    }

    [Fact]
    public void What_follows_and_is_no_gzip_is_told()
    {
        var packed = Pack("ab");
        Should
            .Throw<InvalidDataException>(() => Unpack([.. packed, .. "x"u8]))
            .Message.ShouldContain($"byte {packed.Length + 1}, after 2 bytes unpacked");
        Should.Throw<InvalidDataException>(() => Unpack([.. packed, 0, 0, 1]));
    }

    [Fact]
    public void A_wrong_checksum_is_called_that()
    {
        var packed = Pack(Text);
        packed[^8] ^= 1;
        Should.Throw<InvalidDataException>(() => Unpack(packed)).Message.ShouldContain("checksum");
    }

    [Fact]
    public void Any_bytes_at_all_give_a_text_or_a_message() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(
                bytes =>
                {
                    try
                    {
                        Unpack([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, .. bytes]);
                    }
                    catch (InvalidDataException e)
                    {
                        e.Message.ShouldNotBeNullOrEmpty();
                    }
                },
                iter: 50_000
            );

    static byte[] Pack(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write(Encoding.UTF8.GetBytes(text));
        // Of nothing, nothing is written there.
        return text.Length > 0 ? bytes.ToArray() : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    static string Unpack(byte[] packed, int step = int.MaxValue)
    {
        using var stream = new GunzipStream(new Dribble(packed, step));
        using var text = new MemoryStream();
        stream.CopyTo(text, 1 + Math.Min(step, 4095));
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
