using CsCheck;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Protocol;

public sealed class WireTests
{
    /// <summary>Fails where a connection that once had a large answer keeps its buffer while it is idle.</summary>
    [Fact]
    public void A_large_buffer_goes_back_when_the_writer_begins_anew()
    {
        using var writer = new WireWriter();
        writer.Take(1 << 20);
        writer.Capacity.ShouldBeGreaterThanOrEqualTo(1 << 20);
        writer.Reset(flexible: false);
        writer.Capacity.ShouldBeLessThanOrEqualTo(64 << 10);
    }

    [Fact]
    public void WhatIsWrittenIsRead() =>
        Gen.Select(Gen.Bool, Gen.Int, Gen.Long, Gen.String.Null(), Gen.Byte.Array, Gen.Int.Array, Gen.Guid)
            .Sample(
                (flexible, number, large, text, bytes, numbers, id) =>
                {
                    // A lone surrogate has no UTF-8 form and would come back as another character.
                    text = text is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
                    using var writer = new WireWriter { Flexible = flexible };
                    writer.Int32(number);
                    writer.Int64(large);
                    writer.Int16((short)number);
                    writer.String(text);
                    writer.Bytes(bytes);
                    writer.Int32Array(numbers);
                    writer.Uuid(id);
                    writer.UVarint((uint)number);
                    writer.Tags();
                    var reader = new WireReader(writer.Written.Span, flexible);
                    reader.Int32().ShouldBe(number);
                    reader.Int64().ShouldBe(large);
                    reader.Int16().ShouldBe((short)number);
                    reader.NullableString().ShouldBe(text);
                    reader.Bytes().ToArray().ShouldBe(bytes);
                    reader.Int32Array().ShouldBe(numbers);
                    reader.Uuid().ShouldBe(id);
                    reader.UVarint().ShouldBe((uint)number);
                    reader.Tags();
                    reader.Remaining.ShouldBe(0);
                }
            );

    /// <summary>Random bytes are read or refused; nothing else, and no more memory than they have bytes.</summary>
    [Fact]
    public void NoBytesBreakTheReader() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Bool, Gen.Int[0, 8].Array[1, 8])
            .Sample(
                (bytes, flexible, steps) =>
                {
                    try
                    {
                        var reader = new WireReader(bytes, flexible);
                        foreach (var step in steps)
                            Read(ref reader, step);
                    }
                    catch (MalformedRequestException) { }
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void ChecksumsAreThoseOfCastagnoli(string text, uint expected) =>
        Crc32C.Compute(System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void ALargeBufferIsGivenBack()
    {
        using var writer = new WireWriter();
        writer.Take(10 << 20);
        writer.Reset(flexible: true);
        writer.Int32(7);
        writer.Written.ToArray().ShouldBe([0, 0, 0, 7]);
    }

    static void Read(ref WireReader reader, int step)
    {
        switch (step)
        {
            case 0:
                reader.Int32();
                break;
            case 1:
                reader.NullableString();
                break;
            case 2:
                reader.Bytes();
                break;
            case 3:
                reader.NullableBytesRange();
                break;
            case 4:
                reader.Int32Array();
                break;
            case 5:
                reader.StringArray();
                break;
            case 6:
                reader.Tags();
                break;
            case 7:
                reader.UVarint();
                break;
            default:
                reader.Uuid();
                break;
        }
    }
}
