using System.Buffers.Binary;
using CsCheck;
using Streaming.Events.Ipc;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Tests.Rows;

namespace Streaming.Events.Tests.Ipc;

/// <summary>Bytes that are damaged or made to harm: a typed fault or a batch whose every cell can be read, in bounded memory.</summary>
public sealed class ArrowIpcHostileTests
{
    const long MostMemory = 4_000_000;

    [Fact]
    public void Damaged_messages_never_crash_and_never_allocate_much() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, int.MaxValue])
            .Sample(
                (rows, seed) =>
                {
                    var random = new Random(seed);
                    var bytes = ArrowIpc.Write(SampleRows.Create(rows, seed));
                    for (var i = random.Next(1, 4); i > 0; i--)
                        bytes = Damage(bytes, random);
                    Try(bytes);
                },
                iter: 50_000
            );

    [Fact]
    public void Every_single_metadata_word_may_be_anything()
    {
        var bytes = ArrowIpc.Write(SampleRows.Create(3, 1));
        foreach (var word in new[] { 0, 1, -1, int.MaxValue, 1 << 20 })
        {
            for (var at = 0; at + 4 <= bytes.Length; at += 4)
            {
                var damaged = bytes.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(at), word);
                Try(damaged);
            }
        }
    }

    [Fact]
    public void Every_cut_is_a_typed_fault()
    {
        var bytes = ArrowIpc.Write(SampleRows.Create(3, 1));
        for (var length = 0; length < bytes.Length - 8; length++)
            Should.Throw<ArrowIpcException>(() => ArrowIpc.Read(bytes.AsMemory(0, length)));
    }

    [Fact]
    public void Random_bytes_are_a_typed_fault() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(
                bytes =>
                {
                    Should.Throw<ArrowIpcException>(() => ArrowIpc.Read(bytes));
                },
                iter: 10_000
            );

    static void Try(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var batch = ArrowIpc.Read(bytes);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
            // Few rows can be claimed only by a message without columns; then there is nothing to read.
            var rows = batch.ColumnCount == 0 ? 0 : batch.Length;
            for (var row = 0; row < rows; row++)
                SampleRows.Cells(batch, row);
            if (rows > 0)
                RowGather.Take(batch, [0, rows - 1]).Length.ShouldBe(2);
        }
        catch (ArrowIpcException)
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
        }
    }

    static byte[] Damage(byte[] bytes, Random random)
    {
        bytes = bytes.ToArray();
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2 when at + 8 <= bytes.Length:
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), random.NextInt64());
                return bytes;
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(16))..]];
            default:
                return [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
        }
    }
}
